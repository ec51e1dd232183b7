"""Day 4: every version is judged as it should be, for several seeds, and the oracles agree with torch's own layers."""

from __future__ import annotations

import ast
import builtins
import inspect
from dataclasses import replace
from pathlib import Path

import jupytext
import numpy as np
import pytest
import torch
from solved import Solved, given

from grader.checks import day04, hidden, load
from grader.judge import LessonCell, Version, audit, open_local, source_of

SEEDS = (1, 2, 3, 4, 5)
LESSON = Path(__file__).parents[2] / "solutions" / "day04_transformer_block.py"
book = load("day04")
EXERCISES = [*book.checks, *book.quizzes]


def _subjects() -> list[LessonCell]:
    """The lesson's exercises with the lesson's own solutions; of the given cells only those that define make_params."""
    subjects = [LessonCell("", "given", 0, "", "import numpy as np\n")]
    points = {}
    for cell in jupytext.read(LESSON, fmt="py:percent").cells:
        facts = cell.metadata
        if cell.cell_type != "code":
            continue
        if "check" in facts:
            points[facts["check"]] = float(facts["points"])
        elif "exercise" in facts:
            name = facts["exercise"]
            kind, bug = facts.get("kind", "code"), facts.get("bug", "")
            subjects.append(LessonCell(name, kind, 1, _stub(name), cell.source, bug))
        elif "def make_params" in cell.source:
            given = ast.parse(cell.source).body[0]
            subjects.append(LessonCell("", "given", 0, "", ast.unparse(given)))
    return [replace(subject, points=points.get(subject.name, 0)) for subject in subjects]


def _stub(name: str) -> str:
    if name in book.quizzes:
        return f"{name} = {dict.fromkeys(book.quizzes[name])!r}\n"
    check = book.checks[name]
    if check.bug:
        (bug,) = [version for version in book.misconceptions(name) if version.name == check.bug]
        return f"{source_of(bug)}{name}_reason = None\n"
    return f"def {name}(*args, **kwargs):\n    raise NotImplementedError('{name} is not written yet')\n"


SUBJECTS = _subjects()
NOTEBOOK = Solved("day04", "import numpy as np\n", *given("day04", "def make_params"))


def test_the_lesson_and_the_book_have_the_same_exercises() -> None:
    assert sorted(EXERCISES) == sorted(subject.name for subject in SUBJECTS if subject.name)


@pytest.mark.parametrize("name", EXERCISES)
def test_every_version_is_judged_as_it_should_be(name: str) -> None:
    # The others are there for their solutions only.
    subjects = [
        subject if subject.name == name else LessonCell("", "given", 0, "", subject.solution)
        for subject in SUBJECTS
    ]
    rows = audit(book, subjects, SEEDS, open_local)
    assert len(rows) > 10
    assert not [(row.version, row.wrong) for row in rows if not all(row.ok)]


def _versions() -> list[Version]:
    return [v for name in book.checks for v in (*book.misconceptions(name), *book.alternatives(name))]


@pytest.mark.parametrize("version", _versions(), ids=lambda v: f"{v.exercise}-{v.name}")
def test_versions_use_only_what_a_students_notebook_has(version: Version) -> None:
    """np, builtins, the given make_params, and the exercises that come before."""
    before = EXERCISES[: EXERCISES.index(version.exercise)]
    allowed = {"np", "make_params", *before, *dir(builtins)}
    assert _global_names(compile(source_of(version), "cell", "exec")) <= allowed
    right = inspect.signature(book.checks[version.exercise].oracle).parameters
    wrong = inspect.signature(version.function).parameters
    assert list(wrong) == list(right) or version.name == "no_norm_argument"


def _global_names(code: object) -> set[str]:
    """Names that the functions of a cell read as globals (what it defines itself left out)."""
    import dis
    from types import CodeType

    assert isinstance(code, CodeType)
    names = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _global_names(constant)
    return names


# ---------------------------------------------------------------------------- right answers in still other styles

OTHER_RIGHT = {
    "softmax": [
        "def softmax(x, axis=-1):\n    x = np.array(x, dtype='f4')\n    x -= x.max(axis, keepdims=True)\n"
        "    np.exp(x, out=x)\n    x /= x.sum(axis, keepdims=True)\n    return x",
        "def softmax(x, axis=-1):\n    e = np.exp(x - np.max(x, axis, keepdims=True))\n"
        "    return e / (e.sum(axis, keepdims=True) + 1e-9)",
    ],
    "self_attention": [
        "def self_attention(Q, K, V):\n    if Q.ndim > 2:\n"
        "        both = [self_attention(q, k, v) for q, k, v in zip(Q, K, V)]\n"
        "        return np.array([b[0] for b in both]), np.array([b[1] for b in both])\n"
        "    w = softmax(Q @ K.T / np.sqrt(K.shape[1]))\n    return [w @ V, w]",
        "def self_attention(q, k, v):\n    s = np.matmul(q, np.swapaxes(k, -2, -1)) / q.shape[-1] ** .5\n"
        "    w = np.exp(s - s.max(-1)[..., None])\n    w = (w / w.sum(-1)[..., None]).astype('f4')\n"
        "    return np.matmul(w, v).astype('f4'), w",
    ],
    "batched_scores": [
        "def batched_scores(q, k):\n    axes = (*range(k.ndim - 2), k.ndim - 1, k.ndim - 2)\n"
        "    return np.matmul(q, k.transpose(axes)) / np.sqrt(k.shape[-1])\nbatched_scores_reason = ' b '",
    ],
    "layer_norm": [
        "def layer_norm(x, g, b, eps=1e-5):\n    x = x.astype('f4')\n    m = x.mean(-1, keepdims=True)\n"
        "    return g * (x - m) / np.sqrt((x ** 2).mean(-1, keepdims=True) - m ** 2 + eps) + b",
        "def layer_norm(x, g, b, eps=1e-5):\n    d = x.shape[-1]\n    c = x @ (np.eye(d) - 1 / d)\n"
        "    return c / np.sqrt(np.einsum('...i,...i->...', c, c) / d + eps)[..., None] * g + b",
    ],
    "feed_forward": [
        "def feed_forward(x, w1, b1, w2, b2):\n    h = np.einsum('...i,ij->...j', x, w1)\n    h += b1\n"
        "    np.maximum(h, 0, out=h)\n    y = np.dot(h, w2)\n    y += b2\n    return y",
        "def feed_forward(x, w1, b1, w2, b2):\n    h = x @ w1 + b1\n    return ((h * (h > 0)) @ w2 + b2).astype('f4')",
    ],
    "transformer_block": [
        "def transformer_block(x, params, norm='post'):\n    if norm not in ('post', 'pre'):\n        raise ValueError\n"
        "    x, p = np.copy(x), params\n    a = lambda z: self_attention(z, z, z)[0]\n"
        "    f = lambda z: feed_forward(z, p['w1'], p['b1'], p['w2'], p['b2'])\n"
        "    n = lambda z, i: layer_norm(z, p[f'gamma{i}'], p[f'beta{i}'], 1e-5)\n"
        "    if norm == 'post':\n        x += a(x)\n        x = n(x, 1)\n        x += f(x)\n        return n(x, 2)\n"
        "    x += a(n(x, 1))\n    x += f(n(x, 2))\n    return x",
    ],
    "six_blocks": [
        "def six_blocks(x, blocks):\n    b1, b2, b3, b4, b5, b6 = blocks\n    f = transformer_block\n"
        "    return f(f(f(f(f(f(x, b1), b2), b3), b4), b5), b6)",
        "def six_blocks(x, blocks):\n    x = x.astype('f4')\n    for p in blocks:\n"
        "        x = transformer_block(x, {k: v.astype('f4') for k, v in p.items()}).astype('f4')\n"
        "    return x.astype('f8')",
    ],
    "stack_of_six": [
        "def stack_of_six(seed, d_model, d_ff):\n"
        "    return [make_params(np.random.default_rng(seed + i), d_model, d_ff) for i in range(6)]\n"
        "stack_of_six_reason = 'C'",
    ],
    "token_spread": [
        "def token_spread(x):\n    m = x.mean(-2, keepdims=True)\n    a = np.sqrt(((x - m) ** 2).sum((-1, -2)))\n"
        "    r = a / (np.sqrt((x ** 2).sum((-1, -2))) + 1e-12)\n    return float(r) if r.ndim == 0 else r",
        "def token_spread(x):\n    x = x.astype('f4')\n    a = np.linalg.norm(x - x.mean(-2, keepdims=True), axis=(-2, -1))\n"
        "    return np.nan_to_num(a / np.linalg.norm(x, axis=(-2, -1)))",
    ],
}


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in OTHER_RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source, SEEDS)


# ------------------------------------------------------------------------ wrong answers that stand in no list

OTHER_WRONG = {  # exercise -> (share of the points that it may earn at most, source)
    "softmax": [
        (0, "return x"),
        (0, "return 0 * x"),
        (0, "return np.full(x.shape, 1 / x.shape[axis])"),
        (0, "return (x == x.max(axis, keepdims=True)) * 1.0"),
        (0, "e = np.exp(x - x.max(axis, keepdims=True)); return (e / e.sum(axis, keepdims=True)).tolist()"),
        (
            0.65,
            "assert x.ndim == 2; e = np.exp(x - x.max(axis, keepdims=True)); return e / e.sum(axis, keepdims=True)",
        ),
        (0.8, "e = np.exp(np.clip(x, -500, 500)); return e / e.sum(axis, keepdims=True)"),
    ],
    "self_attention": [
        (0, "return value, key"),
        (
            0,
            "return np.zeros((*query.shape[:-1], value.shape[-1])), np.zeros((*query.shape[:-1], key.shape[-2]))",
        ),
        (0, "w = np.full((*query.shape[:-1], key.shape[-2]), 1 / key.shape[-2]); return w @ value, w"),
        (0, "return np.zeros(())"),
        (
            0,
            "w = np.tril(softmax(query @ key.swapaxes(-1, -2) / query.shape[-1] ** 0.5)); return w @ value, w",
        ),
        (0.7, "w = softmax(query @ key.swapaxes(-1, -2) / 2); return w @ value, w"),
        (0.7, "w = softmax(query @ key.T / key.shape[1] ** 0.5); return w @ value, w"),
    ],
    "layer_norm": [
        (0, "return x"),
        (0, "return gamma * x + beta"),
        (0, "return 0 * x"),
        (0.12, "return x - x.mean(-1, keepdims=True)"),
        (
            0.8,
            "assert x.ndim == 2; return gamma * (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps)"
            " + beta",
        ),
        (
            0.5,
            "assert x.ndim == 3; return gamma * (x - x.mean(2, keepdims=True)) / np.sqrt(x.var(2, keepdims=True) + eps)"
            " + beta",
        ),
        (
            0.7,
            "return gamma * (x - x.mean(-1, keepdims=True)) / np.maximum(x.std(-1, keepdims=True), eps) + beta",
        ),
        (
            0.7,
            "return gamma * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12) + beta",
        ),
        (
            0,
            "return gamma * (x - np.median(x, -1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + beta",
        ),
    ],
    "feed_forward": [
        (0, "return x"),
        (0, "return 0 * x + b2"),
        (0, "return np.minimum(0, x @ w1 + b1) @ w2 + b2"),
        (0.2, "h = x @ w1 + b1; return h / (1 + np.exp(-h)) @ w2 + b2"),
        (0.8, "return np.maximum(0, x @ w1 - b1) @ w2 + b2"),
        (0.8, "assert x.ndim == 2; return np.maximum(0, x @ w1 + b1) @ w2 + b2"),
    ],
    "transformer_block": [
        (0, "return x"),
        (0, "raise ValueError"),
        (0, "return 0 * x"),
        (0, "return layer_norm(x, params['gamma2'], params['beta2'])"),
    ],
    "six_blocks": [
        (0, "return x"),
        (0, "return layer_norm(x, blocks[5]['gamma2'], blocks[5]['beta2'])"),
        (0, "return six_times_two(x)"),
        (0.3, "for i in (0, 1, 2, 4, 3, 5): x = transformer_block(x, blocks[i])\n    return x"),
        (0.3, "for i in range(6): x = transformer_block(x, blocks[i - 1])\n    return x"),
    ],
    "stack_of_six": [
        (0, "return np.zeros((6, d_model, d_ff))"),
        (0, "return [1, 2, 3, 4, 5, 6]"),
        (
            0,
            "p = make_params(np.random.default_rng(seed), d_model, d_ff); return [dict(p) for _ in range(6)]",
        ),
        (0, "return [make_params(np.random.default_rng(seed), d_model, d_ff) for _ in range(6)]"),
        (
            0,
            "p = make_params(np.random.default_rng(seed), d_model, d_ff); return [{k: v + i for k, v in p.items()} "
            "for i in range(6)]",
        ),
    ],
    "batched_scores": [
        (0, "return np.zeros((*query.shape[:-1], key.shape[-2]))"),
        (0, "return query @ key.T / query.shape[-1] ** 0.5"),
        (0.7, "return query @ key.swapaxes(-1, -2) / 2"),
    ],
    "token_spread": [
        (0, "return np.zeros(x.shape[:-2])"),
        (0, "return np.ones(x.shape[:-2])"),
        (0, "return x"),
        (0, "return 0.0"),
        (
            0,
            "n = x / np.linalg.norm(x, axis=-1, keepdims=True); return 1 - (n @ n.swapaxes(-1, -2)).mean((-1, -2))",
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "most", "body"), [(n, *pair) for n, pairs in OTHER_WRONG.items() for pair in pairs]
)
def test_other_wrong_answers_lose_points(name: str, most: float, body: str) -> None:
    header = source_of(Version(name, name, book.checks[name].oracle)).splitlines()[0]
    for seed in SEEDS[:3]:
        found = NOTEBOOK.judged(name, f"{header}\n    {body}\n{name}_reason = None", seed)
        assert found.verdict not in ("passed", "course_error"), found.message.en
        assert found.points <= most * found.max_points, found.parts


def test_an_answer_of_the_first_call_kept_for_all_is_wrong() -> None:
    kept = "kept = []\ndef softmax(x, axis=-1):\n    if not kept:\n        e = np.exp(x)\n"
    assert (
        NOTEBOOK.judged(
            "softmax", kept + "        kept.append(e / e.sum(axis, keepdims=True))\n    return kept[0]"
        ).points
        == 0
    )


# --------------------------------------------------------------------------------------------------------- oracles


def _encoder_layer(params: day04.Params, norm_first: bool) -> torch.nn.TransformerEncoderLayer:
    d_model, d_ff = params["w1"].shape
    layer = torch.nn.TransformerEncoderLayer(
        d_model, 1, d_ff, dropout=0.0, batch_first=True, norm_first=norm_first, dtype=torch.float64
    )
    weights = {
        "self_attn.in_proj_weight": np.concatenate([np.eye(d_model)] * 3),
        "self_attn.in_proj_bias": np.zeros(3 * d_model),
        "self_attn.out_proj.weight": np.eye(d_model),
        "self_attn.out_proj.bias": np.zeros(d_model),
        "linear1.weight": params["w1"].T,
        "linear1.bias": params["b1"],
        "linear2.weight": params["w2"].T,
        "linear2.bias": params["b2"],
        "norm1.weight": params["gamma1"],
        "norm1.bias": params["beta1"],
        "norm2.weight": params["gamma2"],
        "norm2.bias": params["beta2"],
    }
    layer.load_state_dict({name: torch.tensor(np.array(w)) for name, w in weights.items()})
    return layer.eval()


def _random_params(seed: int) -> day04.Params:
    params = day04.make_params(np.random.default_rng(seed), 6, 8)
    noise = np.random.default_rng(seed + 100)
    return {name: array + noise.normal(size=array.shape) for name, array in params.items()}


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_block_is_torchs_encoder_layer(norm: str) -> None:
    params, x = _random_params(1), np.random.default_rng(2).normal(size=(2, 5, 6))
    with torch.no_grad():
        right = _encoder_layer(params, norm_first=norm == "pre")(torch.tensor(x)).numpy()
    np.testing.assert_allclose(day04.transformer_block(x, params, norm), right, atol=1e-10)


def test_six_blocks_are_torchs_encoder() -> None:
    blocks, x = [_random_params(seed) for seed in range(6)], np.random.default_rng(2).normal(size=(2, 5, 6))
    encoder = torch.nn.TransformerEncoder(_encoder_layer(blocks[0], False), 6, enable_nested_tensor=False)
    encoder.layers = torch.nn.ModuleList([_encoder_layer(params, False) for params in blocks])
    with torch.no_grad():
        right = encoder.eval()(torch.tensor(x)).numpy()
    np.testing.assert_allclose(day04.six_blocks(x, blocks), right, atol=1e-9)


def test_attention_is_torchs() -> None:
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 6))
    right = torch.nn.functional.scaled_dot_product_attention(*map(torch.tensor, (q, k, v))).numpy()
    np.testing.assert_allclose(day04.self_attention(q, k, v)[0], right, atol=1e-12)


def test_the_lessons_make_params_is_the_one_of_the_checks() -> None:
    with open_local([subject.solution for subject in SUBJECTS]) as channel:
        stack = channel.request({"op": "call", "name": "stack_of_six", "args": [3, 4, 7], "kwargs": {}})[
            "value"
        ]
    for got, right in zip(stack, day04.stack_of_six(3, 4, 7), strict=True):
        assert got.keys() == right.keys()
        for name, array in right.items():
            np.testing.assert_array_equal(got[name], array)


# ---------------------------------------------------------------------------------------------------------- hidden


def test_hidden_says_nothing_of_a_right_answer_and_asks_about_a_wrong_one() -> None:
    namespace = {"feed_forward": day04.feed_forward}
    hidden("day04", "feed_forward", namespace)
    (wrong,) = [v for v in book.misconceptions("feed_forward") if v.name == "no_relu"]
    with pytest.raises(AssertionError, match="What stands between the two products"):
        hidden("day04", "feed_forward", {"feed_forward": wrong.function})
