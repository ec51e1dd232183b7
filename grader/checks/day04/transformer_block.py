"""One block, post-norm and pre-norm, against the oracles of its parts; each half also alone."""

from __future__ import annotations

import numpy as np

from grader.checks.day04.feed_forward import feed_forward
from grader.checks.day04.layer_norm import layer_norm
from grader.checks.day04.self_attention import self_attention
from grader.checks.day04.shared import LOOSE, Array, Params, random_params
from grader.judge import Check, Expect, Rng, Student


def _small(params: Params) -> Params:
    """What the second norm reads becomes so small that its eps counts."""
    return params | {name: 0.01 * params[name] for name in ("gamma1", "beta1", "b1", "b2")}


def transformer_block(x: Array, params: Params, norm: str = "post") -> Array:
    """Oracle, composed of the parts' oracles; the tests hold it against torch.nn.TransformerEncoderLayer."""
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(f"norm is {norm!r}")


check = Check(transformer_block, uses=("self_attention", "layer_norm", "feed_forward"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Each half alone, both in post-norm, pre-norm, batches, the inputs left alone."""
    with expect.part(
        "attention_half",
        2,
        en="In post-norm, is the attention of x added to x, and then normalised with gamma1 and beta1?",
        ko="사후 정규화에서 x의 어텐션을 x에 더한 다음 gamma1과 beta1로 정규화하나요?",
    ):
        # The feed-forward network gives 0: only attention, its residual and the norms are seen.
        silent = random_params(rng, 6, 8) | {"w2": np.zeros((8, 6)), "b2": np.zeros(6)}
        cases = [(rng.normal((5, 6)), silent), (rng.normal((3, 6), 3), silent)]
        expect.same(cases)
    with expect.part(
        "ffn_half",
        2,
        en="In post-norm, does the feed-forward network read the result of the first half, and is its output added to "
        "that same result before the second norm?",
        ko="사후 정규화에서 순방향 신경망이 앞 절반의 결과를 읽고, 그 출력이 두 번째 정규화 전에 바로 그 결과에 더해지나요?",
    ):
        # One token attends to itself alone: attention gives x back.
        cases = [(rng.normal((3, 1, 6), 2), random_params(rng, 6, 8)) for _ in range(2)]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "post",
        2,
        en="Follow one token through the post-norm block: attention, sum, norm, feed-forward, sum, norm. Which step "
        "is another one in your code?",
        ko="사후 정규화 블록을 토큰 하나로 따라가 보세요. 어텐션, 더하기, 정규화, 순방향 신경망, 더하기, 정규화 순서예요. "
        "여러분의 코드에서 다른 단계는 어디인가요?",
    ):
        cases = [
            (rng.normal((5, 6)), random_params(rng, 6, 8)),
            (rng.normal((5, 4), 1e-2), random_params(rng, 4, 7)),
            (rng.normal((3, 6)), _small(random_params(rng, 6, 8))),
        ]
        expect.same(cases)
    with expect.part(
        "pre",
        2,
        en='With norm="pre", is each sublayer fed with a normalised copy, while x itself is only added to?',
        ko='norm="pre"일 때 각 층에는 정규화한 복사본이 들어가고, x 자체에는 더하기만 하나요?',
    ):
        pre = [
            (rng.normal((5, 6), 2, offset=1), random_params(rng, 6, 8), "pre"),
            (rng.normal((2, 3, 4), 2), random_params(rng, 4, 7), "pre"),
        ]
        expect.same(pre)
    with expect.part(
        "batch",
        1,
        en="Does the block work with one and with two batch axes in front?",
        ko="앞에 배치 축이 하나, 또는 두 개 있어도 블록이 동작하나요?",
    ):
        cases = [(rng.normal((*lead, 5, 6)), random_params(rng, 6, 8)) for lead in ((3,), (2, 3))]
        expect.same(cases)
    with expect.part(
        "inputs_kept",
        0.5,
        en="Are x and the parameters still the same after the call?",
        ko="함수를 부른 뒤에도 x와 파라미터가 그대로인가요?",
    ):
        case = (rng.normal((5, 6)), random_params(rng, 6, 8))
        expect.same([case], unchanged=True)


@check.right
def step_by_step(x, params, norm="post"):
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@check.right
def sublayers_in_a_loop(x, params, norm="post"):
    if norm not in ("post", "pre"):
        raise ValueError(f"unknown norm {norm!r}")

    def ffn(h):
        return feed_forward(h, *(params[key] for key in ("w1", "b1", "w2", "b2")))

    def attend(h):
        output, _ = self_attention(h, h, h)
        return output

    for number, sublayer in ((1, attend), (2, ffn)):
        gamma, beta = params[f"gamma{number}"], params[f"beta{number}"]
        if norm == "post":
            x = layer_norm(x + sublayer(x), gamma, beta)
        else:
            x = x + sublayer(layer_norm(x, gamma, beta))
    return x


@check.right
def all_inline(x, params, norm="post"):
    def ln(h, which):
        centred = h - h.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
        return params["gamma" + which] * centred / spread + params["beta" + which]

    def attention(h):
        scores = np.einsum("...qd,...kd->...qk", h, h) / np.sqrt(h.shape[-1])
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.einsum("...qk,...kd->...qd", e / e.sum(axis=-1, keepdims=True), h)

    def ffn(h):
        return np.where((a := h @ params["w1"] + params["b1"]) > 0, a, 0) @ params["w2"] + params["b2"]

    match norm:
        case "post":
            return ln((h := ln(x + attention(x), "1")) + ffn(h), "2")
        case "pre":
            return (h := x + attention(ln(x, "1"))) + ffn(ln(h, "2"))
        case _:
            raise ValueError("post or pre?")


@check.right
def block_with_torch(x, params, norm="post"):
    import torch
    from torch.nn import functional

    if norm not in {"post", "pre"}:
        raise ValueError
    p = {name: torch.tensor(array, dtype=torch.float32) for name, array in params.items()}
    h = torch.tensor(x, dtype=torch.float32)

    def ln(a, i):
        return functional.layer_norm(a, (a.shape[-1],), p[f"gamma{i}"], p[f"beta{i}"])

    def attention(a):
        return functional.scaled_dot_product_attention(a, a, a)

    def ffn(a):
        return torch.relu(a @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]

    if norm == "post":
        h = ln(h + attention(h), 1)
        return ln(h + ffn(h), 2).numpy()
    h = h + attention(ln(h, 1))
    return (h + ffn(ln(h, 2))).numpy()


@check.misconception(
    en='Does a line look at `norm`? What should be another way for "pre"?',
    ko='`norm`을 확인하는 줄이 있나요? "pre"일 때는 무엇이 달라져야 하나요?',
)
def always_post(x, params, norm="post"):
    p = params
    x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
    return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])


@check.misconception(
    en="Can the function be called with a third argument, the place of the norm?",
    ko="정규화 위치를 세 번째 인수로 주어 함수를 부를 수 있나요?",
)
def no_norm_argument(x, params):
    p = params
    x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
    return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])


@check.misconception(
    en='Is the output of the post-norm block normalised? Which of the two orders did you write for "post"?',
    ko='사후 정규화 블록의 출력은 정규화되어 있나요? "post"에 두 순서 가운데 어느 것을 썼나요?',
)
def always_pre(x, params, norm="post"):
    p = params
    y = layer_norm(x, p["gamma1"], p["beta1"])
    x = x + self_attention(y, y, y)[0]
    y = layer_norm(x, p["gamma2"], p["beta2"])
    return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])


@check.misconception(
    en="Is the caller's x still the same after the call? What does x += … change?",
    ko="함수를 부른 쪽의 x가 그대로 남아 있나요? x += … 는 무엇을 바꾸나요?",
)
def block_written_into_x(x, params, norm="post"):
    p = params
    if norm == "post":
        x += self_attention(x, x, x)[0]
        x = layer_norm(x, p["gamma1"], p["beta1"])
        x += feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])
        return layer_norm(x, p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x += self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        x += feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
        return x
    raise ValueError(norm)


misconception = check.misconceptions_in(step_by_step)
misconception(
    "first_residual_missing",
    ("x + self_attention", "self_attention"),
    en="Is x added to the output of attention, before anything else is done with it?",
    ko="어텐션의 출력에 x를 더한 다음에 다음 단계로 넘어가나요?",
)
misconception(
    "second_residual_missing",
    ("x + feed_forward", "feed_forward"),
    en="What is added to the output of the feed-forward network?",
    ko="순방향 신경망의 출력에는 무엇을 더하나요?",
)
misconception(
    "norm_of_the_sublayer",
    ("layer_norm(x + self_attention", "x + layer_norm(self_attention"),
    ("layer_norm(x + feed_forward", "x + layer_norm(feed_forward"),
    en="In post-norm, what is normalised: the output of the sublayer alone, or its sum with x?",
    ko="사후 정규화에서 정규화하는 것이 층의 출력뿐인가요, x와 더한 합인가요?",
)
misconception(
    "one_norm_for_both",
    ('p["gamma2"], p["beta2"]', 'p["gamma1"], p["beta1"]'),
    en="Are gamma2 and beta2 used anywhere? How many norms does a block have?",
    ko="gamma2와 beta2를 쓰는 곳이 있나요? 블록에는 정규화가 몇 개 있나요?",
)
misconception(
    "first_norm_missing",
    ('layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])', "x + self_attention(x, x, x)[0]"),
    ('y = layer_norm(x, p["gamma1"], p["beta1"])\n        ', ""),
    ("self_attention(y, y, y)", "self_attention(x, x, x)"),
    en="How many norms does x pass? Is there one for the attention half?",
    ko="x가 정규화를 몇 번 거치나요? 어텐션 절반에도 정규화가 있나요?",
)
misconception(
    "only_the_query_normalised",
    ('y = layer_norm(x, p["gamma1"], p["beta1"])\n        ', ""),
    ("self_attention(y, y, y)", 'self_attention(layer_norm(x, p["gamma1"], p["beta1"]), x, x)'),
    en="In pre-norm attention, what are the keys and values: x, or the normalised copy as well?",
    ko="사전 정규화 어텐션에서 key와 value로 무엇을 넣나요? x인가요, 역시 정규화한 복사본인가요?",
)
misconception(
    "norm_behind_pre",
    (
        'return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])',
        'return layer_norm(x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])',
    ),
    en="In pre-norm, is anything still normalised behind the last sum?",
    ko="사전 정규화에서 마지막 더하기 뒤에 또 정규화하고 있지 않나요?",
)
misconception(
    "no_residuals",
    ("x + ", ""),
    en="Where does x itself go? What would be left of it if attention gave 0?",
    ko="x 자체는 어디로 가나요? 어텐션의 출력이 0이라면 x가 남아 있나요?",
)
misconception(
    "second_residual_adds_input",
    (" x = ", " h = "),
    ("feed_forward(x", "feed_forward(h"),
    ('layer_norm(x, p["gamma2"]', 'layer_norm(h, p["gamma2"]'),
    en="To what is the output of the feed-forward network added: to the block's input, or to the result of the "
    "attention half?",
    ko="순방향 신경망의 출력을 무엇에 더하나요? 블록의 입력인가요, 어텐션 절반의 결과인가요?",
)
misconception(
    "ffn_reads_block_input",
    (" x = ", " h = "),
    ("x + feed_forward", "h + feed_forward"),
    en="What does the feed-forward network read, the block's input or the result of the attention half?",
    ko="순방향 신경망이 무엇을 읽나요? 블록의 입력인가요, 어텐션 절반의 결과인가요?",
)
misconception(
    "residual_of_normalised",
    (" y = ", " x = "),
    ("self_attention(y, y, y)", "self_attention(x, x, x)"),
    ("feed_forward(y", "feed_forward(x"),
    en="In pre-norm, what is added to the output of a sublayer: x as it came, or the normalised copy?",
    ko="사전 정규화에서 층의 출력에 더하는 것이 원래의 x인가요, 정규화한 복사본인가요?",
)
misconception(
    "second_norm_missing",
    (
        'layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])',
        'x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])',
    ),
    ('y = layer_norm(x, p["gamma2"], p["beta2"])\n        ', ""),
    ("feed_forward(y", "feed_forward(x"),
    en="How many norms does x pass? Is there one for the feed-forward half?",
    ko="x가 정규화를 몇 번 거치나요? 순방향 신경망 절반에도 정규화가 있나요?",
)

misconception = check.misconceptions_in(sublayers_in_a_loop)
misconception(
    "post_and_pre_swapped",
    ('norm == "post"', 'norm == "pre"'),
    en="Which of the two normalises behind the sum, and which before the sublayer? What do the names say?",
    ko="더한 뒤에 정규화하는 것은 어느 쪽이고, 층에 넣기 전에 정규화하는 것은 어느 쪽인가요? 이름을 다시 보세요.",
)
misconception(
    "norm_parameters_swapped",
    ("(1, attend), (2, ffn)", "(2, attend), (1, ffn)"),
    en="Which gamma and beta belong to the first norm, and which to the second?",
    ko="첫 번째 정규화와 두 번째 정규화에 각각 어떤 gamma와 beta를 쓰나요?",
)
misconception(
    "ffn_first",
    ("(1, attend), (2, ffn)", "(1, ffn), (2, attend)"),
    en="Which sublayer comes first in the block?",
    ko="블록에서 먼저 오는 층은 무엇인가요?",
)
