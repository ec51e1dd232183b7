"""Day 11, the decoder and the 2017 model: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles. The classes hold parameters under the
course's names and hand them to torch's own layers: nn.TransformerDecoderLayer, and the encoder and decoder of
nn.Transformer (without its two final norms in post-norm, which the paper does not have). Misconceptions and alternatives
call exercises and the parts of earlier days by their bare names, so that their source also works when pasted into a
student's notebook. They use nothing else but `torch`, `nn`, `F` and `np`.

Weights are of order one, gains and biases too; all sizes differ, except where a slip is silent only on equal ones (as
many source tokens as target tokens, as many sentences as tokens). Real tokens may have id 0 where padding has another.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N803, N806, PERF401, RUF059

from __future__ import annotations

import functools
import linecache
import sys
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call

from grader.checks.day03 import sinusoidal_positions
from grader.checks.day06 import MultiHeadAttention
from grader.checks.day07 import LayerNorm
from grader.checks.day08 import FeedForward
from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.judge.modules import Module, Parameter
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]


# ------------------------------------------------------------------------------- the parts of earlier days, by torch


class EncoderBlock(nn.Module):
    """Day 10: holds the parameters; the encoder works with them."""

    def __init__(self, d_model: int, n_heads: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)


class Encoder(nn.Module):
    """Day 10: the encoder of nn.Transformer."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        norm: str = "post",
        activation: str = "relu",
    ) -> None:
        super().__init__()
        self.sizes = (d_model, n_heads, d_ff, n_layers, norm, activation)
        self.blocks = nn.ModuleList(EncoderBlock(d_model, n_heads, d_ff, activation) for _ in range(n_layers))
        if norm == "pre":
            self.final_norm = LayerNorm(d_model)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        blocked = _blocked(mask, self.sizes[1], x, x)
        model = _of_torch(*self.sizes).encoder
        result: Tensor = functional_call(model, _stack_for_torch(self), (x,), {"mask": blocked})
        return result


@functools.cache
def _of_torch(
    d_model: int, n_heads: int, d_ff: int, n_layers: int, norm: str, activation: str
) -> nn.Transformer:
    """torch's model without numbers; in post-norm without the two norms that the paper does not have."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that nested tensors are not used here is no news
        model = nn.Transformer(
            d_model,
            n_heads,
            n_layers,
            n_layers,
            d_ff,
            dropout=0.0,
            activation=FeedForward(1, 1, activation).activation.forward,  # copies of a layer lose a module
            batch_first=True,
            norm_first=norm == "pre",
            device="meta",
        )
    if norm == "post":
        model.encoder.norm = model.decoder.norm = None
    return model.eval()


_NAMES = {"attention": "self_attn", "self_attention": "self_attn", "cross_attention": "multihead_attn"}


def _for_torch(block: nn.Module) -> dict[str, Tensor]:
    """The parameters of a block under the names that they have in torch's layers."""
    weights: dict[str, Tensor] = {}
    for name, part in block.named_children():
        if isinstance(part, MultiHeadAttention):
            there, layers = _NAMES[name], (part.w_q, part.w_k, part.w_v)
            weights[f"{there}.in_proj_weight"] = torch.cat([layer.weight for layer in layers])
            weights[f"{there}.in_proj_bias"] = torch.cat([layer.bias for layer in layers])
            weights[f"{there}.out_proj.weight"] = part.w_o.weight
            weights[f"{there}.out_proj.bias"] = part.w_o.bias
        elif isinstance(part, LayerNorm):
            weights[f"{name}.weight"], weights[f"{name}.bias"] = part.gamma, part.beta
        else:
            weights.update(part.named_parameters())
    return weights


def _stack_for_torch(stack: Any) -> dict[str, Tensor]:
    """The same for an encoder or a decoder."""
    weights = {
        f"layers.{i}.{name}": weight
        for i, block in enumerate(stack.blocks)
        for name, weight in _for_torch(block).items()
    }
    if hasattr(stack, "final_norm"):
        weights["norm.weight"], weights["norm.bias"] = stack.final_norm.gamma, stack.final_norm.beta
    return weights


def _blocked(mask: Tensor | None, n_heads: int, x: Tensor, memory: Tensor) -> Tensor | None:
    """Our mask as torch's layers want it: one for each head of each sentence, True = may not look."""
    if mask is None:
        return None
    seen = mask.expand(len(x), x.shape[1], memory.shape[1])
    return seen.logical_not().repeat_interleave(n_heads, dim=0)


# --------------------------------------------------------------------------------------- what the checks have in common


def _weights(rng: Rng, module: nn.Module) -> dict[str, Any]:
    """Weights of order one for every parameter of a module: at the usual start many mistakes cannot be seen."""

    def drawn(name: str, shape: tuple[int, ...]) -> Any:
        if name.endswith("gamma"):
            return rng.normal(shape, 0.3, 1.0)
        if len(shape) == 1:
            return rng.normal(shape, 0.3)
        if name == "embedding.weight":
            return rng.normal(shape, 0.7)
        return rng.normal(shape, 1.2 / shape[1] ** 0.5)

    return {name: drawn(name, tuple(weight.shape)) for name, weight in module.named_parameters()}


class _Pair:
    """A module of the student's and the oracle, with the same given weights, asked for the same things."""

    def __init__(
        self,
        student: Student,
        expect: Expect,
        rng: Rng,
        oracle: Callable[..., nn.Module],
        args: Sequence[Any],
    ) -> None:
        self._expect = expect
        self.right = oracle(*args).eval()
        self.weights = _weights(rng, self.right)
        self.module = student.build(oracle.__name__, *args)
        self.load()

    def load(self, **more: Any) -> None:
        """Write the weights, and more than these, into both."""
        given = {**self.weights, **more}
        self.right.load_state_dict({name: torch.tensor(w) for name, w in given.items()}, strict=False)
        self._load(given)

    def _load(self, given: dict[str, Any]) -> None:
        self.module.load(given)

    def wanted(self, *inputs: Any, method: str = "forward") -> Tensor:
        """What the oracle gives."""
        with torch.no_grad():
            result: Tensor = getattr(self.right, method)(*map(_tensor, inputs))
        return result

    def same(self, *inputs: Any) -> None:
        """Both give the same for these inputs."""
        self._expect.array(self.module(*inputs), self.wanted(*inputs))

    def same_gradients(self, inputs: Sequence[Any], upstream: Any) -> None:
        """The same on the way back. Asked only where the way forward is right: else it can tell nothing new.

        Where a softmax has nearly decided, gradients are small and rounding is not: hence the tolerance.
        """
        self.same(*inputs)
        leaves = [_tensor(given) for given in inputs]
        floats = [
            leaf.requires_grad_() for leaf in leaves if torch.is_tensor(leaf) and leaf.is_floating_point()
        ]
        parameters = dict(self.right.named_parameters())
        found = torch.autograd.grad(self.right(*leaves), [*parameters.values(), *floats], _tensor(upstream))
        ways = iter(found[len(parameters) :])
        back = [next(ways) if torch.is_tensor(leaf) and leaf.is_floating_point() else None for leaf in leaves]
        right = None, dict(zip(parameters, found, strict=False)), back  # at padding any value is right
        self._expect.gradients(self.module.gradients(inputs, upstream), right, tolerance=2e-3)


def _tensor(value: Any) -> Any:
    """As a module gets it: arrays as tensors of float32 or int64."""
    if not isinstance(value, np.ndarray):
        return value
    return torch.tensor(value, dtype=torch.float32 if value.dtype.kind == "f" else torch.int64)


class _Listed(Module):
    """A module whose parameters have been asked for once and for all."""

    def __init__(self, module: Module) -> None:
        self.name = module.name
        self._entries = Module.parameters(module)

    def parameters(self) -> list[Parameter]:
        return self._entries


def _same_structure(student: Student, expect: Expect, module: Module, learned: int) -> None:
    """So many numbers are learned, and each has memory of its own; a second name of the embedding is fine.

    Taken from the record again where it is right: it says nothing about other mistakes, but the order in which
    parameters are made would keep a mistake from being recognised.
    """
    before = len(student.calls)
    listed = _Listed(module)
    expect.parameter_count(listed, learned)
    entries = listed.parameters()
    table = {p.storage for p in entries if p.name == "embedding.weight"}
    tied = [p.name for p in entries if p.storage in table]
    expect.storages(listed, shared=[(one, other) for one in tied for other in tied if one != other])
    del student.calls[before:]


def _learned(oracle: Callable[..., nn.Module], *args: Any) -> int:
    return sum(p.numel() for p in oracle(*args).parameters())


def _text(
    rng: Rng, vocab_size: int, pad_id: int, lengths: Sequence[int], width: int, left: bool = False
) -> Ids:
    """Sentences of these lengths, padded to `width`; the last real token of each is 0 where padding is not.

    The first one never is: whoever takes 0 for padding still has something to look at.
    """
    others = np.array([token for token in range(vocab_size) if token != pad_id])
    ids = np.full((len(lengths), width), pad_id)
    for row, length in zip(ids, lengths, strict=True):
        tokens = others[rng.integers(0, len(others), (length,))]
        tokens[0], tokens[-1] = others[1], others[0]
        row[width - length if left else 0 :][:length] = tokens
    return ids


def _flags(got: Any, dtype_hint: Text) -> Any:
    """A boolean array or tensor as whole numbers, which can be judged; numbers in its place are told."""
    dtype = str(getattr(got, "dtype", "")).removeprefix("torch.")
    if dtype == "bool":
        return np.asarray(got, dtype=np.int8)
    if dtype:
        raise Failure(dtype_hint)
    return got


_BOOLEANS = Text(
    "The mask should be made of booleans, True and False. What would `~mask` do with numbers?",
    "마스크는 True와 False, 곧 불리언(bool)이어야 해요. 숫자라면 `~mask`가 무엇을 할까요?",
)


# ------------------------------------------------------------------------- wrong versions: right ones with a slip in them


def _slip(right: str, name: str, *edits: tuple[str, str], en: str, ko: str) -> None:
    """Register a misconception that is a right version but for these edits."""
    for old, new in edits:
        if old not in right:
            raise ValueError(f"{name}: there is no {old!r} to edit")
        right = right.replace(old, new)
    version = _made(right, name)
    book.misconception(version.__name__, name, en=en, ko=ko)(version)


def _other(name: str, source: str) -> None:
    """Register a right version in another style."""
    version = _made(source, name)
    book.alternative(version.__name__, name)(version)


def _made(source: str, name: str) -> Any:
    """The function or class of this source, in a file of its own as far as `inspect` can see."""
    place = f"<{__name__}.{name}>"
    linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
    found: dict[str, Any] = {}
    exec(compile(source, place, "exec"), globals(), found)
    (version,) = found.values()
    if isinstance(version, type):
        sys.modules[place] = ModuleType(place)
        sys.modules[place].__file__ = version.__module__ = place
    return version


# ------------------------------------------------------------------------------------------------- 1 target_mask


def target_mask(target: Tensor, pad_id: int) -> Tensor:
    """Oracle: torch's own causal mask, turned over, and the padding."""
    future = nn.Transformer.generate_square_subsequent_mask(target.shape[1]) < 0
    return torch.logical_and(future.logical_not(), torch.ne(target, pad_id)[:, None])


@book.check("target_mask")
def check_target_mask(student: Student, rng: Rng, expect: Expect) -> None:
    """Causal, then padding behind and before the tokens, then other pad ids; rows of padding are not compared."""

    def same(target: Ids, pad_id: int, unchanged: bool = False) -> None:
        given = torch.tensor(target)
        wanted = target_mask(given, pad_id).numpy().astype(np.int8)
        got = _flags(student.call("target_mask", given, pad_id), _BOOLEANS)
        array = expect.like(got, wanted)
        real = target != pad_id
        expect.array(array[real], wanted[real])
        if unchanged:
            expect.unchanged(student)

    with expect.part(
        "causal",
        2,
        en="In row t: is it True for the token t itself and all before it, and False for all behind it?",
        ko="t번 행이 t번 토큰 자신과 그 앞에서 True이고, 뒤에서는 모두 False인가요?",
    ):
        expect.every([(_text(rng, 9, 0, (5, 5), 5), 0), (_text(rng, 9, 0, (4, 4, 4, 4), 4), 0)], same)
    with expect.part(
        "padding",
        3,
        en="May nobody look at padding, wherever it stands, and does each sentence have a mask of its own?",
        ko="패딩이 어디에 있든 아무도 볼 수 없나요? 문장마다 자기 마스크를 가지나요?",
    ):
        left = _text(rng, 9, 0, (3, 4, 2), 6, left=True)
        middle = _text(rng, 9, 0, (5, 5, 5), 5)
        middle[0, 1], middle[1, 2], middle[2, 3] = 0, 0, 0
        expect.every([(left, 0), (middle, 0), (_text(rng, 9, 0, (2, 5, 3), 5), 0)], same)
    with expect.part(
        "pad_id",
        1,
        en="Here padding is not 0, and 0 is a token like any other. With what do you compare? Is target left alone?",
        ko="여기서는 패딩이 0이 아니고, 0은 보통 토큰이에요. 무엇과 비교하나요? target은 그대로 두나요?",
    ):
        expect.every([(_text(rng, 9, 7, (3, 2, 4), 5, left=True), 7, True)], same)


TARGET_MASK = """
def target_mask(target, pad_id):
    T = target.shape[1]
    causal = torch.ones(T, T, dtype=torch.bool).tril()
    return (target != pad_id)[:, None, :] & causal
"""

_slip(
    TARGET_MASK,
    "causal_only",
    ("(target != pad_id)[:, None, :] & causal", "causal.expand(len(target), T, T)"),
    en="Does any line look at the ids? What may be seen where they are padding?",
    ko="id를 살펴보는 줄이 있나요? 그 자리가 패딩이면 볼 수 있어야 하나요?",
)
_slip(
    TARGET_MASK,
    "padding_only",
    (" & causal", ".expand(-1, T, -1)"),
    en="What keeps the first token from looking at the second?",
    ko="첫 토큰이 둘째 토큰을 보지 못하게 막는 것은 무엇인가요?",
)
_slip(
    TARGET_MASK,
    "one_reason_is_enough",
    (" & ", " | "),
    en="A key must be in the past and real. What does | say where one of the two holds?",
    ko="키는 과거에 있고 진짜 토큰이어야 해요. 둘 중 하나만 맞을 때 |는 무엇을 주나요?",
)
_slip(
    TARGET_MASK,
    "true_means_blocked",
    (".tril()", ".triu(1)"),
    ("!=", "=="),
    (" & ", " | "),
    en="What does True mean in the masks of this course? In which layer of torch does it mean the opposite?",
    ko="이 과목의 마스크에서 True는 무슨 뜻인가요? torch의 어느 층에서 반대 뜻이었죠?",
)
_slip(
    TARGET_MASK,
    "not_even_itself",
    (".tril()", ".tril(-1)"),
    en="May a token look at itself? What is on the diagonal of your mask?",
    ko="토큰이 자기 자신은 볼 수 있나요? 마스크의 대각선에 무엇이 있나요?",
)
_slip(
    TARGET_MASK,
    "one_token_ahead",
    (".tril()", ".tril(1)"),
    en="May row t look at column t + 1? That is the very token it is to predict.",
    ko="t번 행이 t + 1번 열을 봐도 되나요? 바로 그 토큰을 예측해야 하는데요?",
)
_slip(
    TARGET_MASK,
    "future_not_past",
    (".tril()", ".triu()"),
    en="Are rows the tokens that look, or those that are looked at? Which half of the table is the past?",
    ko="행은 보는 토큰인가요, 보이는 토큰인가요? 표의 어느 쪽 절반이 과거인가요?",
)
_slip(
    TARGET_MASK,
    "padding_in_the_rows",
    ("[:, None, :]", "[:, :, None]"),
    en="Does your new axis make padding a row or a column? Who must not be looked at?",
    ko="새 축을 넣고 나니 패딩이 행이 되나요, 열이 되나요? 보이면 안 되는 것은 어느 쪽인가요?",
)
_slip(
    TARGET_MASK,
    "padding_is_always_zero",
    ("!= pad_id", "!= 0"),
    en="Which id do you compare with? Is padding always 0?",
    ko="어떤 id와 비교하나요? 패딩이 언제나 0인가요?",
)
_slip(
    TARGET_MASK,
    "real_tokens_counted",
    (
        "(target != pad_id)[:, None, :]",
        "(torch.arange(T) < (target != pad_id).sum(dim=1)[:, None])[:, None, :]",
    ),
    en="You count the real tokens of a sentence. Does the count say where they stand, with padding in front or in between?",
    ko="문장에 진짜 토큰이 몇 개인지 세었네요. 패딩이 앞이나 중간에 있어도 그 개수가 진짜 토큰의 자리를 알려 주나요?",
)
_slip(
    TARGET_MASK,
    "first_sentence_for_all",
    ("(target != pad_id)[:, None, :] & causal", "((target[0] != pad_id) & causal).expand(len(target), T, T)"),
    en="Do all sentences end where the first one does?",
    ko="모든 문장이 첫 문장과 같은 곳에서 끝나나요?",
)


@book.alternative("target_mask", "positions_compared")
def positions_compared(target: Tensor, pad_id: int) -> Tensor:
    place = torch.arange(target.size(1))
    past = place[None, :] <= place[:, None]
    return torch.where(target.unsqueeze(1) == pad_id, False, past)


@book.alternative("target_mask", "token_by_token")
def token_by_token(target: Tensor, pad_id: int) -> Tensor:
    B, T = target.shape
    mask = torch.zeros(B, T, T, dtype=torch.bool)
    for b in range(B):
        for t in range(T):
            for s in range(t + 1):
                mask[b, t, s] = bool(target[b, s] != pad_id)
    return mask


@book.alternative("target_mask", "padding_looks_at_nothing")
def padding_looks_at_nothing(target: Tensor, pad_id: int) -> Tensor:
    real = target.ne(pad_id)
    return torch.tril(real[:, :, None] & real[:, None, :])


# -------------------------------------------------------------------------------------------------- 2 cross_mask


def cross_mask(source: Tensor, target: Tensor, pad_id: int) -> Tensor:
    """Oracle: the padding of the source, once for every target token."""
    return torch.stack([torch.ne(source, pad_id)] * target.shape[1], dim=1)


@book.check(
    "cross_mask",
    bug="causal_in_the_source",
    reason=Choice(
        "C",
        {
            "A": Text(
                "Rows are those who look, columns those who are looked at. Who looks here, the target or the source?",
                "행은 보는 쪽, 열은 보이는 쪽이에요. 여기서 보는 쪽은 타깃인가요, 소스인가요?",
            ),
            "B": Text(
                "In this mask target tokens only look; nobody looks at them. Is it they who must be hidden here?",
                "이 마스크에서 타깃 토큰은 보기만 하고, 아무도 타깃을 보지 않아요. 여기서 숨겨야 하는 것이 타깃인가요?",
            ),
            "C": Text(
                "The whole source was there before the first target token was written. Place t of the one has nothing to do "
                "with place t of the other, so nothing in the source lies in the future.",
                "소스는 타깃의 첫 토큰을 쓰기 전에 이미 다 있었어요. 타깃의 t번 자리와 소스의 t번 자리는 아무 상관이 없으니, 소스에는 "
                "미래가 없어요.",
            ),
            "D": Text(
                "Then target token 0 would see everything and the last one hardly anything. Why should a triangle be "
                "there at all?",
                "그러면 타깃의 0번 토큰은 다 보고, 마지막 토큰은 거의 못 봐요. 애초에 삼각형이 왜 있어야 할까요?",
            ),
        },
    ),
)
def check_cross_mask(student: Student, rng: Rng, expect: Expect) -> None:
    """More source than target tokens, fewer (and padding in front), as many; (B, 1, S) is as good as (B, T, S)."""

    def same(source: Ids, target: Ids, pad_id: int, unchanged: bool = False) -> None:
        given = torch.tensor(source), torch.tensor(target)
        wanted = cross_mask(*given, pad_id).numpy().astype(np.int8)
        got = _flags(student.call("cross_mask", *given, pad_id), _BOOLEANS)
        if isinstance(got, np.ndarray) and got.shape == (len(source), 1, source.shape[1]):
            got = np.repeat(got, target.shape[1], axis=1)
        array = expect.like(got, wanted)
        real = target != pad_id
        expect.array(array[real], wanted[real])
        if unchanged:
            expect.unchanged(student)

    with expect.part(
        "whole_source",
        2,
        en="Which source tokens may the very first target token look at? Is any of them in its future?",
        ko="타깃의 맨 첫 토큰은 소스의 어느 토큰을 볼 수 있나요? 그 가운데 미래에 있는 것이 있나요?",
    ):
        cases = [
            (_text(rng, 9, 0, (7, 4, 6), 7), _text(rng, 9, 0, (5, 5, 3), 5), 0),
            (_text(rng, 9, 0, (2, 4), 4, left=True), _text(rng, 9, 0, (6, 5), 6), 0),
        ]
        expect.every(cases, same)
    with expect.part(
        "equal_lengths",
        1,
        en="Whose padding is it that counts, and which id is padding? With as many source tokens as target tokens no "
        "shape tells you.",
        ko="누구의 패딩이 중요한가요? 패딩의 id는 무엇인가요? 소스와 타깃의 길이가 같으면 모양으로는 알 수 없어요.",
    ):
        expect.every([(_text(rng, 9, 7, (2, 5, 3, 4), 5), _text(rng, 9, 7, (5, 3, 4, 2), 5), 7, True)], same)


@book.misconception(
    "cross_mask",
    "causal_in_the_source",
    en="Which source tokens may target token 0 look at? When was the source written, before the target or along with it?",
    ko="타깃의 0번 토큰은 소스의 어느 토큰을 볼 수 있나요? 소스는 타깃보다 먼저 있었나요, 함께 쓰이나요?",
)
def causal_in_the_source(source: Tensor, target: Tensor, pad_id: int) -> Tensor:
    is_real = source != pad_id
    not_later = torch.ones(target.shape[1], source.shape[1], dtype=torch.bool).tril()
    return is_real.unsqueeze(-2) & not_later


CROSS_MASK = """
def cross_mask(source, target, pad_id):
    is_real = source != pad_id
    return is_real.unsqueeze(-2).expand(-1, target.shape[1], -1)
"""

_slip(
    CROSS_MASK,
    "padding_of_the_target",
    ("source != pad_id", "target != pad_id"),
    en="Who is looked at in cross-attention, source or target? Whose padding do you compare?",
    ko="크로스 어텐션에서 보이는 쪽은 소스인가요, 타깃인가요? 누구의 패딩을 비교하나요?",
)
_slip(
    CROSS_MASK,
    "cross_mask_turned_over",
    ("!=", "=="),
    en="What does True mean here, may look or may not look?",
    ko="여기서 True는 볼 수 있다는 뜻인가요, 볼 수 없다는 뜻인가요?",
)
_slip(
    CROSS_MASK,
    "all_may_look",
    (
        "is_real.unsqueeze(-2).expand(-1, target.shape[1], -1)",
        "torch.ones(len(source), target.shape[1], source.shape[1], dtype=torch.bool)",
    ),
    en="What becomes of the padding in a short source sentence?",
    ko="짧은 소스 문장에 든 패딩은 어떻게 되나요?",
)
_slip(
    CROSS_MASK,
    "source_padding_is_zero",
    ("!= pad_id", "!= 0"),
    en="Which id do you compare with? Is padding always 0?",
    ko="어떤 id와 비교하나요? 패딩이 언제나 0인가요?",
)
_slip(
    CROSS_MASK,
    "source_in_the_rows",
    ("unsqueeze(-2).expand(-1, target.shape[1], -1)", "unsqueeze(-1).expand(-1, -1, target.shape[1])"),
    en="Which of the two texts are the rows of the weights, the one that looks or the one that is looked at?",
    ko="가중치의 행은 두 글 가운데 어느 쪽인가요? 보는 쪽인가요, 보이는 쪽인가요?",
)


@book.alternative("cross_mask", "one_row_for_all")
def one_row_for_all(source: Tensor, target: Tensor, pad_id: int) -> Tensor:
    return (source != pad_id)[:, None, :]


@book.alternative("cross_mask", "both_paddings")
def both_paddings(source: Tensor, target: Tensor, pad_id: int) -> Tensor:
    return target.ne(pad_id).unsqueeze(2) & source.ne(pad_id).unsqueeze(1)


@book.alternative("cross_mask", "repeated_rows")
def repeated_rows(source: Tensor, target: Tensor, pad_id: int) -> Tensor:
    rows = []
    for sentence in source:
        is_real = torch.tensor([int(token) != pad_id for token in sentence])
        rows.append(is_real.repeat(target.shape[1], 1))
    return torch.stack(rows)


# ------------------------------------------------------------------------------------------------ 3 DecoderBlock


class DecoderBlock(nn.Module):
    """Oracle: torch's nn.TransformerDecoderLayer, with the parameters under our names."""

    def __init__(
        self, d_model: int, n_heads: int, d_ff: int, norm: str = "post", activation: str = "relu"
    ) -> None:
        super().__init__()
        self.sizes = (d_model, n_heads, d_ff, 1, norm, activation)
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.norm3 = LayerNorm(d_model)

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        masks = {
            "tgt_mask": _blocked(mask, self.sizes[1], x, x),
            "memory_mask": _blocked(memory_mask, self.sizes[1], x, memory),
        }
        layer = _of_torch(*self.sizes).decoder.layers[0]
        result: Tensor = functional_call(layer, _for_torch(self), (x, memory), masks)
        return result


def _causal(T: int) -> Tensor:
    return torch.ones(T, T, dtype=torch.bool).tril()


def _seen(rng: Rng, shape: Sequence[int]) -> Tensor:
    """Random booleans with at least two True and one False in each row; no two rows need be alike."""
    order = torch.tensor(rng.uniform(shape)).argsort(dim=-1)
    return order < torch.tensor(rng.integers(2, shape[-1], (*shape[:-1], 1)))


@book.check("DecoderBlock")
def check_decoder_block(student: Student, rng: Rng, expect: Expect) -> None:
    """The wiring, each mask, pre-norm, the activation, gradients, the structure; given weights of order one."""

    def tokens(batch: int, length: int) -> Any:
        return rng.normal((batch, length, 8))

    def pair(*args: Any) -> _Pair:
        return _Pair(student, expect, rng, DecoderBlock, args)

    with expect.part(
        "post_norm",
        4,
        en="Three sublayers in this order: self-attention, cross-attention, feed-forward. Does each have its own "
        "residual connection with its own layer norm behind it, and does the cross-attention read the memory?",
        ko="하위층(sublayer) 세 개가 셀프 어텐션, 크로스 어텐션, 순방향 신경망 순서인가요? 저마다 자기 잔차 연결이 있고 그 뒤에 자기 "
        "층 정규화가 있나요? 크로스 어텐션은 memory를 읽나요?",
    ):
        expect.every([(tokens(2, 4), tokens(2, 4)), (tokens(3, 5), tokens(3, 7))], pair(8, 2, 6).same)
    with expect.part(
        "masks",
        3,
        en="`mask` is for the self-attention, `memory_mask` for the cross-attention. Does each reach its own, and only "
        "that? Can either be left out?",
        ko="`mask`는 셀프 어텐션의 것이고 `memory_mask`는 크로스 어텐션의 것이에요. 저마다 제자리에만 전달되나요? 하나만 "
        "주어도 동작하나요?",
    ):
        cases = [
            (tokens(2, 4), tokens(2, 4), _causal(4)),
            (tokens(3, 4), tokens(3, 4), None, _seen(rng, (3, 4, 4))),
            (tokens(3, 5), tokens(3, 7), _seen(rng, (3, 5, 5)) | torch.eye(5).bool(), _seen(rng, (3, 1, 7))),
        ]
        expect.every(cases, pair(8, 2, 6).same)
    with expect.part(
        "pre_norm",
        2,
        en='With norm="pre", does each sublayer get the normed x while the residual carries the x that was never normed? '
        "And is the memory left as it comes?",
        ko='norm="pre"일 때 하위층은 정규화한 x를 받고, 잔차에는 정규화하지 않은 x가 흐르나요? memory는 들어온 그대로 쓰나요?',
    ):
        cases = [
            (tokens(2, 4), tokens(2, 4)),
            (tokens(3, 5), tokens(3, 7), _causal(5), _seen(rng, (3, 1, 7))),
        ]
        expect.every(cases, pair(8, 2, 6, "pre").same)
    with expect.part(
        "activation",
        1,
        en="Does the activation that was asked for reach the feed-forward network?",
        ko="요청한 활성화 함수가 순방향 신경망까지 전달되나요?",
    ):
        pair(8, 4, 6, "post", "gelu").same(tokens(2, 3), tokens(2, 5))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every weight, x and the memory, unchanged on its way?",
        ko="기울기가 모든 가중치와 x와 memory에 그대로 닿나요?",
    ):
        both = pair(8, 2, 6)
        both.same_gradients([tokens(2, 4), tokens(2, 5), _causal(4), _seen(rng, (2, 1, 5))], tokens(2, 4))
    with expect.part(
        "alone",
        1,
        en="Are there two attentions, one feed-forward network and three layer norms, each with numbers of its own? Are "
        "the inputs left alone?",
        ko="어텐션 두 개, 순방향 신경망 하나, 층 정규화 세 개가 저마다 자기 숫자를 가지나요? 입력은 그대로 두나요?",
    ):
        both = pair(4, 2, 6)
        for block in (pair(4, 2, 6, "pre"), both):
            block.same(rng.normal((2, 3, 4)), rng.normal((2, 5, 4)))
            expect.unchanged(student)
        _same_structure(student, expect, both.module, _learned(DecoderBlock, 4, 2, 6))


BLOCK = """
class DecoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        self.pre = norm == "pre"
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model) for _ in range(3))

    def forward(self, x, memory, mask=None, memory_mask=None):
        if self.pre:
            x = x + self.self_attention(self.norm1(x), mask=mask)[0]
            x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]
            return x + self.feed_forward(self.norm3(x))
        x = self.norm1(x + self.self_attention(x, mask=mask)[0])
        x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])
        return self.norm3(x + self.feed_forward(x))
"""
_PRE = BLOCK[BLOCK.index("        if self.pre:") : BLOCK.index("        x = self.norm1(")]

_slip(
    BLOCK,
    "cross_attention_first",
    ("self_attention(self.norm1(x), mask=mask)", "cross_attention(self.norm1(x), memory, memory_mask)"),
    ("cross_attention(self.norm2(x), memory, memory_mask)", "self_attention(self.norm2(x), mask=mask)"),
    ("norm1(x + self.self_attention(x, mask=mask)", "norm1(x + self.cross_attention(x, memory, memory_mask)"),
    ("norm2(x + self.cross_attention(x, memory, memory_mask)", "norm2(x + self.self_attention(x, mask=mask)"),
    en="In which order do the sublayers come? Which of the two attentions prepares the question that the other one asks?",
    ko="하위층은 어떤 순서로 오나요? 두 어텐션 가운데 어느 쪽이 다른 쪽의 질문을 준비하나요?",
)
_slip(
    BLOCK,
    "memory_asks",
    ("cross_attention(self.norm2(x), memory", "cross_attention(memory, self.norm2(x)"),
    ("cross_attention(x, memory", "cross_attention(memory, x"),
    en="In the cross-attention, who asks and who is looked at? How long must the answer be?",
    ko="크로스 어텐션에서 누가 묻고 누가 보이나요? 답의 길이는 얼마여야 하나요?",
)
_slip(
    BLOCK,
    "memory_not_read",
    ("memory, memory_mask)", "mask=mask)"),
    en="What does forward do with the memory? From where does the cross-attention take its keys and values?",
    ko="forward가 memory로 무엇을 하나요? 크로스 어텐션의 키와 밸류는 어디에서 오나요?",
)
_slip(
    BLOCK,
    "one_attention_for_both",
    ("self.cross_attention(", "self.self_attention("),
    en="Which layer does your second attention go through? Is cross_attention used anywhere?",
    ko="두 번째 어텐션은 어느 층을 지나나요? cross_attention이 어디에 쓰이나요?",
)
_slip(
    BLOCK,
    "causal_mask_in_cross_attention",
    ("memory, memory_mask)", "memory, mask)"),
    en="Which mask does the cross-attention get? Is any part of the source in the future?",
    ko="크로스 어텐션이 어떤 마스크를 받나요? 소스에 미래인 부분이 있나요?",
)
_slip(
    BLOCK,
    "masks_swapped",
    ("mask=mask", "mask=memory_mask"),
    ("memory, memory_mask)", "memory, mask)"),
    en="Which of the two masks says what the target may see of itself, and which attention needs it?",
    ko="두 마스크 가운데 타깃이 자기 자신을 얼마나 볼 수 있는지 말하는 것은 무엇이고, 어느 어텐션에 필요한가요?",
)
_slip(
    BLOCK,
    "memory_mask_not_used",
    ("memory, memory_mask)", "memory)"),
    en="Does any line use memory_mask?",
    ko="memory_mask를 쓰는 줄이 있나요?",
)
_slip(
    BLOCK,
    "mask_not_used",
    (", mask=mask", ""),
    en="Does the mask reach the self-attention?",
    ko="mask가 셀프 어텐션까지 전달되나요?",
)
_slip(
    BLOCK,
    "block_input_in_every_residual",
    ("x = x + self.self", "h = x + self.self"),
    ("x = x + self.cross_attention(self.norm2(x)", "h = x + self.cross_attention(self.norm2(h)"),
    ("self.norm3(x))", "self.norm3(h))"),
    ("x = self.norm1(", "h = self.norm1("),
    ("x = self.norm2(x + self.cross_attention(x", "h = self.norm2(x + self.cross_attention(h"),
    ("self.feed_forward(x))", "self.feed_forward(h))"),
    en="What does each sublayer add its result to: to what the block got, or to what came out of the sublayer before?",
    ko="하위층은 자기 결과를 무엇에 더하나요? 블록이 받은 입력인가요, 바로 앞 하위층에서 나온 것인가요?",
)
_slip(
    BLOCK,
    "no_residual_around_cross_attention",
    ("x + self.cross_attention", "self.cross_attention"),
    en="What is left of the target's own token behind the cross-attention? Which of the three sublayers is not added to x?",
    ko="크로스 어텐션을 지나면 타깃 토큰 자신의 내용이 남아 있나요? 세 하위층 가운데 x에 더하지 않는 것은 무엇인가요?",
)
_slip(
    BLOCK,
    "one_norm_three_times",
    ("self.norm2(", "self.norm1("),
    ("self.norm3(", "self.norm1("),
    en="Which gain and bias does the layer norm behind each sublayer have? Are norm2 and norm3 used anywhere?",
    ko="하위층마다 뒤에 오는 층 정규화는 어떤 이득과 편향을 쓰나요? norm2와 norm3이 어디에 쓰이나요?",
)
_slip(
    BLOCK,
    "norm_on_the_branch",
    ("x = self.norm1(x + ", "x = x + self.norm1("),
    ("x = self.norm2(x + ", "x = x + self.norm2("),
    ("return self.norm3(x + ", "return x + self.norm3("),
    en="Is the sum normed, or only what the sublayer gives, before it is added?",
    ko="더한 결과를 정규화하나요, 더하기 전에 하위층의 결과만 정규화하나요?",
)
_slip(
    BLOCK,
    "always_post_norm",
    (_PRE, ""),
    en='What does your block do differently when norm is "pre"?',
    ko='norm이 "pre"일 때 블록에서 무엇이 달라지나요?',
)
_slip(
    BLOCK,
    "memory_normed_again",
    ("self.norm2(x), memory", "self.norm2(x), self.norm2(memory)"),
    en="norm2 belongs to x. Who has normed the memory already, at the end of the encoder?",
    ko="norm2는 x의 것이에요. memory는 인코더 끝에서 누가 이미 정규화했나요?",
)
_slip(
    BLOCK,
    "normed_skip",
    (
        "x = x + self.self_attention(self.norm1(x)",
        "x = self.norm1(x)\n            x = x + self.self_attention(x",
    ),
    (
        "x = x + self.cross_attention(self.norm2(x)",
        "x = self.norm2(x)\n            x = x + self.cross_attention(x",
    ),
    (
        "return x + self.feed_forward(self.norm3(x))",
        "x = self.norm3(x)\n            return x + self.feed_forward(x)",
    ),
    en="In pre-norm the residual carries x as it is. Does your x still hold it when the sublayer's result is added?",
    ko="pre-norm에서 잔차에는 x가 그대로 흘러요. 하위층의 결과를 더할 때 x에 그것이 남아 있나요?",
)
_slip(
    BLOCK,
    "sum_written_into_x",
    ("x = x + self.self_attention", "x += self.self_attention"),
    ("x = x + self.cross_attention", "x += self.cross_attention"),
    en="Whose tensor does += write into? What is in the caller's x when your block has returned?",
    ko="+=는 누구의 텐서에 쓰나요? 블록이 끝난 뒤 호출한 쪽의 x에는 무엇이 들어 있나요?",
)
_slip(
    BLOCK,
    "one_layer_norm_object",
    (
        "self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model) for _ in range(3))",
        "self.norm1 = self.norm2 = self.norm3 = LayerNorm(d_model)",
    ),
    en="How often does your __init__ make a LayerNorm? Can the three norms learn different gains?",
    ko="__init__에서 LayerNorm을 몇 번 만드나요? 정규화 세 개가 서로 다른 이득을 배울 수 있나요?",
)
_slip(
    BLOCK,
    "causal_without_being_asked",
    (
        "        if self.pre:",
        "        if mask is None:\n            mask = torch.ones(x.shape[1], x.shape[1]).tril().bool()\n"
        "        if self.pre:",
    ),
    en="What does the docstring say about mask=None? Who decides that nobody may look ahead, the block or its caller?",
    ko="docstring에서 mask=None은 무슨 뜻인가요? 앞날을 못 보게 하는 것은 블록이 정하나요, 블록을 부르는 쪽이 정하나요?",
)
_slip(
    BLOCK,
    "activation_not_handed_on",
    (", activation)", ")"),
    en="Who uses the activation? Is it handed on to FeedForward?",
    ko="activation을 누가 쓰나요? FeedForward에 넘겨주나요?",
)
_slip(
    BLOCK,
    "weights_handed_out_too",
    ("x = x + self.cross_attention", "found, weights = self.cross_attention"),
    (
        "x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])",
        "found, weights = self.cross_attention(x, memory, memory_mask)\n        x = self.norm2(x + found)",
    ),
    (
        "self.norm2(x), memory, memory_mask)[0]",
        "self.norm2(x), memory, memory_mask)\n            x = x + found",
    ),
    ("self.norm3(x))\n", "self.norm3(x)), weights\n"),
    ("self.feed_forward(x))\n", "self.feed_forward(x)), weights\n"),
    en="How many results does the block give? What does an attention return beside its output?",
    ko="블록의 결과는 몇 개인가요? 어텐션은 출력 말고 무엇을 더 돌려주나요?",
)
_other(
    "sublayer_by_sublayer",
    """
class DecoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        self.norm_place = norm
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.norm3 = LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)

    def wrapped(self, x, norm, sublayer):
        if self.norm_place == "post":
            return norm(x + sublayer(x))
        return x + sublayer(norm(x))

    def forward(self, x, memory, mask=None, memory_mask=None):
        x = self.wrapped(x, self.norm1, lambda y: self.self_attention(y, y, mask)[0])
        x = self.wrapped(x, self.norm2, lambda y: self.cross_attention(y, memory, memory_mask)[0])
        return self.wrapped(x, self.norm3, self.feed_forward)
""",
)
_other(
    "step_by_step",
    """
class DecoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        self.self_attention, self.cross_attention = (MultiHeadAttention(d_model, n_heads) for _ in "sc")
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        self.norm3 = LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff, activation=activation)
        self.norm_first = norm != "post"

    def forward(self, x, memory, mask=None, memory_mask=None):
        y = self.norm1(x) if self.norm_first else x
        y, _ = self.self_attention(query=y, memory=y, mask=mask)
        x = y + x
        if not self.norm_first:
            x = self.norm1(x)
        y = self.norm2(x) if self.norm_first else x
        y, _ = self.cross_attention(query=y, memory=memory, mask=memory_mask)
        x = y + x
        if not self.norm_first:
            x = self.norm2(x)
        y = self.norm3(x) if self.norm_first else x
        y = self.feed_forward(y) + x
        return y if self.norm_first else self.norm3(y)
""",
)


# ----------------------------------------------------------------------------------------------------- 4 Decoder


class Decoder(nn.Module):
    """Oracle: the decoder of nn.Transformer, with the parameters under our names."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        norm: str = "post",
        activation: str = "relu",
    ) -> None:
        super().__init__()
        self.sizes = (d_model, n_heads, d_ff, n_layers, norm, activation)
        self.blocks = nn.ModuleList(
            DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)
        )
        if norm == "pre":
            self.final_norm = LayerNorm(d_model)

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        masks = {
            "tgt_mask": _blocked(mask, self.sizes[1], x, x),
            "memory_mask": _blocked(memory_mask, self.sizes[1], x, memory),
        }
        model = _of_torch(*self.sizes).decoder
        result: Tensor = functional_call(model, _stack_for_torch(self), (x, memory), masks)
        return result


def _own_start(student: Student, module: Module) -> None:
    """No two blocks, fresh from the constructor, hold the same numbers. Taken from the record: starts are random."""
    before = len(student.calls)
    state = module.call("state_dict")
    del student.calls[before:]
    starts = [
        np.asarray(w).tobytes() for name, w in state.items() if name.endswith("self_attention.w_q.weight")
    ]
    if len(set(starts)) < len(starts):
        raise Failure(
            Text(
                "Fresh from the constructor, two blocks hold the very same numbers. Was every block drawn anew, or is one a "
                "copy of another?",
                "갓 만든 블록 두 개에 똑같은 숫자가 들어 있어요. 블록마다 새로 뽑았나요, 하나가 다른 하나의 복사본인가요?",
            )
        )


@book.check("Decoder", uses=("DecoderBlock",))
def check_decoder(student: Student, rng: Rng, expect: Expect) -> None:
    """Block behind block with one memory for all, the masks, pre-norm with its final norm, weights of their own."""

    def tokens(batch: int, length: int) -> Any:
        return rng.normal((batch, length, 8))

    def pair(*args: Any) -> _Pair:
        return _Pair(student, expect, rng, Decoder, args)

    with expect.part(
        "one_behind_the_other",
        3,
        en="Does each block work on what the block before it gave, and do all of them read the same memory?",
        ko="블록마다 바로 앞 블록의 결과를 받아 일하나요? 모든 블록이 똑같은 memory를 읽나요?",
    ):
        expect.every([(tokens(2, 5), tokens(2, 5)), (tokens(3, 3), tokens(3, 7))], pair(8, 2, 6, 3).same)
    with expect.part(
        "masks",
        2,
        en="Do both masks reach every block, each as what it is?",
        ko="두 마스크가 모든 블록에 제 역할대로 전달되나요?",
    ):
        pair(8, 2, 6, 2).same(tokens(3, 5), tokens(3, 5), _causal(5), _seen(rng, (3, 1, 5)))
    with expect.part(
        "pre_norm",
        2,
        en='With norm="pre" the residual runs through all blocks without a norm. What has to stand behind the last one? '
        'And is it absent with "post"?',
        ko='norm="pre"이면 잔차가 정규화 없이 모든 블록을 지나요. 마지막 블록 뒤에 무엇이 있어야 하나요? "post"일 때는 없나요?',
    ):
        pair(8, 2, 6, 2, "pre").same(tokens(2, 3), tokens(2, 5), _causal(3), _seen(rng, (2, 1, 5)))
    with expect.part(
        "activation",
        1,
        en="Does the activation reach the blocks?",
        ko="activation이 블록까지 전달되나요?",
    ):
        pair(8, 2, 6, 1, "post", "gelu").same(tokens(2, 3), tokens(2, 5))
    with expect.part(
        "weights_of_their_own",
        2,
        en="Are there n_layers blocks, six if nothing is said, each with numbers of its own that gradients reach? Are the "
        "inputs left alone?",
        ko="블록이 n_layers개(말하지 않으면 여섯 개)이고, 저마다 자기 숫자를 가지며 기울기가 거기 닿나요? 입력은 그대로 두나요?",
    ):
        both = pair(8, 1, 3, 2)
        both.same(tokens(2, 3), tokens(2, 5))
        expect.unchanged(student)
        both.same_gradients([tokens(2, 3), tokens(2, 5), _causal(3), _seen(rng, (2, 1, 5))], tokens(2, 3))
        _same_structure(student, expect, both.module, _learned(Decoder, 8, 1, 3, 2))
        as_usual = student.build("Decoder", 2, 1, 3)
        _same_structure(student, expect, as_usual, _learned(Decoder, 2, 1, 3))
        _own_start(student, as_usual)


STACK = """
class Decoder(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu"):
        super().__init__()
        self.blocks = nn.ModuleList(
            [DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]
        )
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, x, memory, mask=None, memory_mask=None):
        for block in self.blocks:
            x = block(x, memory, mask, memory_mask)
        return self.final_norm(x)
"""

_slip(
    STACK,
    "one_block_six_times",
    ("norm, activation) for _ in range(n_layers)]", "norm, activation)] * n_layers"),
    en="How many blocks does your code make, and how many times does it use them? What does [block] * n copy?",
    ko="코드가 블록을 몇 개 만들고 몇 번 쓰나요? [block] * n은 무엇을 복사하나요?",
)
_slip(
    STACK,
    "blocks_in_a_plain_list",
    ("nn.ModuleList(", "("),
    en="Does torch find the blocks? What is on the list of parameters when blocks lie in an ordinary Python list?",
    ko="torch가 블록들을 찾을 수 있나요? 블록이 보통의 파이썬 리스트에 있으면 파라미터 목록에 무엇이 올라가나요?",
)
_slip(
    STACK,
    "memory_overwritten",
    ("x = block(", "memory = block("),
    ("final_norm(x)", "final_norm(memory)"),
    en="What is the memory of the second block: what the encoder gave, or what the first block gave?",
    ko="둘째 블록의 memory는 무엇인가요? 인코더가 준 것인가요, 첫 블록이 준 것인가요?",
)
_slip(
    STACK,
    "each_block_reads_x_and_x",
    ("block(x, memory,", "block(x, x,"),
    en="From where do your blocks take keys and values, from the encoder or from the target itself?",
    ko="블록들이 키와 밸류를 어디에서 가져오나요? 인코더인가요, 타깃 자신인가요?",
)
_slip(
    STACK,
    "blocks_side_by_side",
    ("x = block(", "out = block("),
    ("final_norm(x)", "final_norm(out)"),
    en="What does the second block work on, the input of the stack or the result of the first block?",
    ko="둘째 블록은 무엇을 받아 일하나요? 스택의 입력인가요, 첫 블록의 결과인가요?",
)
_slip(
    STACK,
    "masks_not_handed_on",
    ("memory, mask, memory_mask)\n", "memory)\n"),
    en="Do the masks reach the blocks?",
    ko="마스크들이 블록까지 전달되나요?",
)
_slip(
    STACK,
    "masks_in_the_wrong_order",
    ("memory, mask, memory_mask)\n", "memory, memory_mask, mask)\n"),
    en="In which order does a block take its arguments? Which mask comes first?",
    ko="블록은 인수를 어떤 순서로 받나요? 어느 마스크가 먼저인가요?",
)
_slip(
    STACK,
    "norm_not_handed_on",
    ("norm, activation)", "activation=activation)"),
    en="Do the blocks know which norm was asked for?",
    ko="블록들이 어떤 norm을 요청받았는지 아나요?",
)
_slip(
    STACK,
    "final_norm_forgotten",
    ('        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()\n', ""),
    ("self.final_norm(x)", "x"),
    en="In pre-norm nobody has normed what leaves the last block. Who should?",
    ko="pre-norm에서는 마지막 블록에서 나온 것을 아무도 정규화하지 않았어요. 누가 해야 할까요?",
)
_slip(
    STACK,
    "final_norm_always",
    (' if norm == "pre" else nn.Identity()', ""),
    en="In post-norm the last thing that a block does is a layer norm. What is one more for? Does the paper have it?",
    ko="post-norm 블록이 마지막에 하는 일이 층 정규화예요. 하나 더 하면 무엇이 달라지나요? 논문에 있나요?",
)
_slip(
    STACK,
    "stack_activation_lost",
    ("norm, activation)", "norm)"),
    en="Is the activation handed on to the blocks?",
    ko="activation을 블록에 넘겨주나요?",
)
_other(
    "norm_only_if_pre",
    """
class Decoder(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu"):
        super().__init__()
        self.norm = norm
        self.blocks = nn.ModuleList()
        for _ in range(n_layers):
            self.blocks.append(DecoderBlock(d_model, n_heads, d_ff, norm=norm, activation=activation))
        if norm == "pre":
            self.final_norm = LayerNorm(d_model)

    def forward(self, x, memory, mask=None, memory_mask=None):
        for i in range(len(self.blocks)):
            x = self.blocks[i](x, memory, mask=mask, memory_mask=memory_mask)
        if self.norm == "pre":
            x = self.final_norm(x)
        return x
""",
)
_other(
    "norm_or_none",
    """
class Decoder(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu", dropout=0.0):
        super().__init__()
        self.final_norm = LayerNorm(d_model) if norm != "post" else None
        blocks = [DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x, memory, mask=None, memory_mask=None):
        hidden = [x]
        for block in self.blocks:
            hidden.append(block(hidden[-1], memory, mask, memory_mask))
        return hidden[-1] if self.final_norm is None else self.final_norm(hidden[-1])
""",
)


# ------------------------------------------------------------------------------------------------------- 5 embed


def embed(ids: Tensor, table: Tensor, positions: Tensor) -> Tensor:
    """Oracle."""
    return torch.addcmul(
        positions[: ids.shape[1]].expand(*ids.shape, -1),
        F.embedding(ids, table),
        torch.tensor(float(table.shape[1])).sqrt(),
    )


@book.check("embed")
def check_embed(student: Student, rng: Rng, expect: Expect) -> None:
    """The row of each id, the scale, the positions; then sizes that make slips silent."""

    def case(batch: int, T: int, vocab_size: int, d_model: int, length: int) -> tuple[Tensor, ...]:
        ids = rng.ids(0, vocab_size, (batch, T))
        table, positions = rng.normal((vocab_size, d_model)), rng.normal((length, d_model))
        return ids, torch.tensor(table).float(), torch.tensor(positions).float()

    with expect.part(
        "rows_and_scale",
        3,
        en="Does each token get its row of the table, times the root of d_model?",
        ko="토큰마다 표에서 자기 행을 받고, 거기에 d_model의 제곱근을 곱하나요?",
    ):
        cases = [case(3, 5, 7, 6, 9), case(2, 4, 9, 12, 11)]
        without = [(ids, table, torch.zeros_like(positions)) for ids, table, positions in cases]
        expect.same(student, "embed", embed, without)
    with expect.part(
        "positions",
        3,
        en="Does token t of every sentence get row t of the positions, added once and not scaled?",
        ko="문장마다 t번 토큰에 positions의 t번 행이 한 번, 스케일 없이 더해지나요?",
    ):
        expect.same(student, "embed", embed, [case(3, 5, 7, 6, 9), case(4, 3, 5, 2, 8)])
    with expect.part(
        "equal_sizes",
        2,
        en="Is it right for as many sentences as tokens, for a text as long as the table of positions, for a single token? "
        "Are the inputs left alone? Can a gradient flow back to the table?",
        ko="문장 수와 토큰 수가 같을 때, 글이 위치 표만큼 길 때, 토큰이 하나일 때도 맞나요? 입력은 그대로 두나요? 기울기가 표로 "
        "되돌아갈 수 있나요?",
    ):
        cases = [case(4, 4, 4, 4, 4), case(3, 3, 5, 6, 8), case(2, 1, 5, 6, 8)]
        expect.same(student, "embed", embed, cases, unchanged=True)
        # The positions of this lesson are not learned.
        expect.same_gradients(student, embed, case(3, 5, 7, 6, 9), rng.tensor32((3, 5, 6)), free=[2])


EMBED = """
def embed(ids, table, positions):
    return table[ids] * table.shape[1] ** 0.5 + positions[: ids.shape[1]]
"""

_slip(
    EMBED,
    "embedding_not_scaled",
    (" * table.shape[1] ** 0.5", ""),
    en="By what are the rows of the table multiplied before the positions come?",
    ko="위치를 더하기 전에 표의 행에 무엇을 곱하나요?",
)
_slip(
    EMBED,
    "positions_scaled_too",
    ("table[ids] * table.shape[1] ** 0.5 + ", "table.shape[1] ** 0.5 * (table[ids] + "),
    ("positions[: ids.shape[1]]", "positions[: ids.shape[1]])"),
    en="What is multiplied by the root, the sum or the rows of the table alone? What is left if a row is zero?",
    ko="제곱근을 곱하는 것이 합인가요, 표의 행뿐인가요? 표의 행이 0이면 무엇이 남아야 하나요?",
)
_slip(
    EMBED,
    "scaled_by_d_model",
    (" ** 0.5", ""),
    en="Is it d_model or its root?",
    ko="d_model인가요, 그 제곱근인가요?",
)
_slip(
    EMBED,
    "root_of_the_vocabulary",
    ("table.shape[1]", "table.shape[0]"),
    en="Which axis of the table is d_model, the first or the last?",
    ko="표에서 d_model은 첫째 축인가요, 마지막 축인가요?",
)
_slip(
    EMBED,
    "positions_forgotten",
    (" + positions[: ids.shape[1]]", ""),
    en="Which argument does no line use? How would the model know who stands where?",
    ko="아무 줄에서도 쓰지 않는 인수는 무엇인가요? 그러면 모델이 누가 어디에 있는지 어떻게 알까요?",
)
_slip(
    EMBED,
    "position_by_the_id",
    ("positions[: ids.shape[1]]", "positions[ids]"),
    en="With what do you look up positions: with what the token is, or with where it stands?",
    ko="위치 표에서 무엇으로 행을 찾나요? 토큰이 무엇인지로 찾나요, 어디에 있는지로 찾나요?",
)
_slip(
    EMBED,
    "position_of_the_sentence",
    ("positions[: ids.shape[1]]", "positions[: ids.shape[0]].unsqueeze(1)"),
    en="Is ids.shape[0] the number of tokens or of sentences? Which rows of positions does each token get?",
    ko="ids.shape[0]은 토큰 수인가요, 문장 수인가요? 토큰마다 positions의 어느 행을 받나요?",
)
_slip(
    EMBED,
    "table_scaled_in_place",
    ("return table[ids] * table.shape[1] ** 0.5", "table *= table.shape[1] ** 0.5\n    return table[ids]"),
    en="Is the caller's table the same afterwards? What happens at the second call?",
    ko="함수를 부른 뒤에도 table이 그대로인가요? 두 번째로 부르면 어떻게 되나요?",
)


_slip(
    EMBED,
    "table_cut_off",
    ("return table[ids]", "return torch.nn.Embedding.from_pretrained(table)(ids)"),
    en="The numbers are right. Where is the way back to the table that you were given cut off (a layer with a table of its "
    "own, detach, .data, no_grad, NumPy)?",
    ko="숫자는 맞아요. 받은 table로 되돌아가는 길이 어디에서 끊기나요(자기 표를 따로 지닌 층, detach, .data, no_grad, NumPy)?",
)


@book.alternative("embed", "embed_with_f")
def embed_with_f(ids: Tensor, table: Tensor, positions: Tensor) -> Tensor:
    B, T = ids.shape
    vectors = F.embedding(ids, table) * (table.size(-1) ** 0.5)
    return vectors + positions[torch.arange(T)].unsqueeze(0)


@book.alternative("embed", "embed_one_hot")
def embed_one_hot(ids: Tensor, table: Tensor, positions: Tensor) -> Tensor:
    one_hot = F.one_hot(ids, len(table)).to(table.dtype)
    return positions[: ids.size(1)] + np.sqrt(table.shape[-1]).item() * (one_hot @ table)


@book.alternative("embed", "embed_in_loops")
def embed_in_loops(ids: Tensor, table: Tensor, positions: Tensor) -> Tensor:
    root = float(table.shape[1]) ** 0.5
    sentences = []
    for sentence in ids:
        sentences.append(
            torch.stack([root * table[token] + positions[t] for t, token in enumerate(sentence)])
        )
    return torch.stack(sentences)


# ------------------------------------------------------------------------------------------------- 6 Transformer


class Transformer(nn.Module):
    """Oracle: nn.Transformer without the two norms that the paper does not have, between F.embedding and F.linear."""

    def __init__(
        self,
        vocab_size: int,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        max_length: int = 512,
        pad_id: int = 0,
        norm: str = "post",
    ) -> None:
        super().__init__()
        self.pad_id = pad_id
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.positions: Tensor
        self.register_buffer("positions", torch.tensor(sinusoidal_positions(max_length, d_model)).float())
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm)

    def encode(self, source: Tensor) -> Tensor:
        vectors = embed(source, self.embedding.weight, self.positions)
        memory: Tensor = self.encoder(vectors, torch.ne(source, self.pad_id)[:, None])
        return memory

    def decode(self, target: Tensor, memory: Tensor, source: Tensor) -> Tensor:
        vectors = embed(target, self.embedding.weight, self.positions)
        masks = target_mask(target, self.pad_id), cross_mask(source, target, self.pad_id)
        return F.linear(self.decoder(vectors, memory, *masks), self.embedding.weight)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.decode(target, self.encode(source), source)


class _Models(_Pair):
    """Two whole models. What stands at padding is compared nowhere."""

    def __init__(self, student: Student, expect: Expect, rng: Rng, args: Sequence[Any]) -> None:
        self._student, self._pad_id = student, args[6]
        super().__init__(student, expect, rng, Transformer, args)

    def _load(self, given: dict[str, Any]) -> None:
        """A table of positions that is learned, which is one slip, gets the right numbers, too."""
        try:
            self.module.load(given)
        except Failure:
            found = self._student.calls[-1].value
            if not (isinstance(found, dict) and found["extra"] == ["positions"]):
                raise
            self.module.load({**given, "positions": self.right.get_buffer("positions").clone()})

    def same(self, source: Ids, target: Ids) -> None:
        self._close(self.module(source, target), self.wanted(source, target), target)

    def same_method(self, method: str, inputs: Sequence[Any], at: Ids) -> None:
        """The same for encode, at the ids of the source, or decode, at those of the target."""
        self._close(self.module.call(method, *inputs), self.wanted(*inputs, method=method), at)

    def _close(self, got: Any, wanted: Tensor, ids: Ids) -> None:
        array, real = self._expect.like(got, wanted), ids != self._pad_id
        self._expect.array(array[real], wanted.numpy()[real])


_NO_BUFFER = Text(
    "There is no `positions` of shape (max_length, d_model) to write a table into. Is it made by `self.register_buffer`, and "
    "has it max_length rows?",
    "표를 써 넣을 (max_length, d_model) 모양의 `positions`가 없어요. `self.register_buffer`로 만들었나요? 행이 max_length개인가요?",
)


@book.check("Transformer", uses=("target_mask", "cross_mask", "DecoderBlock", "Decoder", "embed"))
def check_transformer(student: Student, rng: Rng, expect: Expect) -> None:
    """Forward, padding, encode and decode alone, another table of positions, pre-norm, gradients, the tying.

    Target texts are padded behind their tokens, as a batch is. One model serves several parts: to hand over weights
    takes longer than to compute with them.
    """
    vocab_size, pad, length = 9, 5, 7
    made: dict[tuple[Any, ...], _Models] = {}

    def models(n_layers: int, *norm: str) -> _Models:
        args = (vocab_size, 8, 2, 6, n_layers, length, pad, *norm)
        if args not in made:
            made[args] = _Models(student, expect, rng, args)
        return made[args]

    def text(lengths: Sequence[int], width: int) -> Ids:
        return _text(rng, vocab_size, pad, lengths, width)

    with expect.part(
        "forward",
        4,
        en="Are both texts embedded, does the source go through the encoder, the target and the memory through the decoder, "
        "and does the embedding's own table make the logits?",
        ko="두 글을 모두 임베딩하고, 소스는 인코더를, 타깃과 memory는 디코더를 지나고, 임베딩 표가 그대로 로짓(logits)을 "
        "만드나요?",
    ):
        expect.every([(text((4, 4), 4), text((4, 4), 4)), (text((7, 7), 7), text((5, 5), 5))], models(1).same)
    with expect.part(
        "padding",
        3,
        en="Padding has the id pad_id. Is it hidden in the encoder and in the cross-attention, in each sentence its own?",
        ko="패딩의 id는 pad_id예요. 인코더와 크로스 어텐션에서 문장마다 자기 패딩이 가려지나요?",
    ):
        expect.every(
            [(text((5, 3, 4), 5), text((4, 5, 2), 5)), (text((7, 2), 7), text((3, 5), 5))], models(2).same
        )
    with expect.part(
        "encode_and_decode",
        2,
        en="Does encode give the memory, and does decode work with the memory and the source that it is given?",
        ko="encode가 memory를 돌려주나요? decode는 받은 memory와 source로 일하나요?",
    ):
        other, source, target, memory = (
            text((6, 3), 6),
            text((2, 5), 6),
            text((2, 4), 4),
            rng.normal((2, 6, 8)),
        )
        cases = [("encode", (other,), other), ("decode", (target, memory, source), target)]
        expect.every(cases, models(2).same_method)
    with expect.part(
        "pre_norm",
        1,
        en="Does norm reach encoder and decoder?",
        ko="norm이 인코더와 디코더까지 전달되나요?",
    ):
        models(1, "pre").same(text((6, 4), 6), text((3, 4), 4))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every weight, and the table from all three places where it is used?",
        ko="기울기가 모든 가중치에 닿나요? 임베딩 표에는 그것이 쓰인 세 곳에서 모두 닿나요?",
    ):
        source, target = text((6, 3), 6), text((2, 4), 4)
        upstream = rng.normal((2, 4, vocab_size)) * (target != pad)[..., None]
        models(2).same_gradients([source, target], upstream)
    with expect.part(
        "one_table_and_twelve_blocks",
        2,
        en="Is one table of (vocab_size, d_model) all that is learned besides the blocks? Are there six and six of them if "
        "nothing is said?",
        ko="블록 말고 학습하는 것이 (vocab_size, d_model) 표 하나뿐인가요? 따로 말하지 않으면 블록이 여섯 개씩인가요?",
    ):
        models(1).same(text((4, 4), 4), text((3, 3), 3))
        _same_structure(student, expect, models(1).module, count_parameters(vocab_size, 8, 6, 1))
        as_usual = student.build("Transformer", vocab_size, 2, 1, 3)
        _same_structure(student, expect, as_usual, count_parameters(vocab_size, 2, 3, 6))
    with expect.part(
        "positions",
        1,
        en="`positions` is a buffer of shape (max_length, d_model). Is it this table that is added, in both texts?",
        ko="`positions`는 모양이 (max_length, d_model)인 버퍼(buffer)예요. 두 글 모두에 바로 이 표를 더하나요?",
    ):
        both = models(1)
        try:
            both.load(positions=rng.normal((length, 8)))
        except Failure:
            raise Failure(_NO_BUFFER) from None
        both.same(text((6, 6), 6), text((4, 4), 4))


MODEL = """
class Transformer(nn.Module):
    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        self.pad_id = pad_id
        self.embedding = nn.Embedding(vocab_size, d_model)
        table = torch.tensor(sinusoidal_positions(max_length, d_model)).float()
        self.register_buffer("positions", table)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm)

    def encode(self, source):
        x = embed(source, self.embedding.weight, self.positions)
        return self.encoder(x, (source != self.pad_id).unsqueeze(-2))

    def decode(self, target, memory, source):
        x = embed(target, self.embedding.weight, self.positions)
        mask, memory_mask = target_mask(target, self.pad_id), cross_mask(source, target, self.pad_id)
        x = self.decoder(x, memory, mask, memory_mask)
        return x @ self.embedding.weight.T

    def forward(self, source, target):
        return self.decode(target, self.encode(source), source)
"""

_slip(
    MODEL,
    "vectors_not_scaled",
    (
        "embed(source, self.embedding.weight, self.positions)",
        "self.embedding(source) + self.positions[: source.shape[1]]",
    ),
    (
        "embed(target, self.embedding.weight, self.positions)",
        "self.embedding(target) + self.positions[: target.shape[1]]",
    ),
    en="By what are the embeddings multiplied before they enter encoder and decoder?",
    ko="임베딩이 인코더와 디코더에 들어가기 전에 무엇을 곱하나요?",
)
_slip(
    MODEL,
    "target_without_positions",
    (
        "embed(target, self.embedding.weight, self.positions)",
        "self.embedding(target) * self.embedding.embedding_dim ** 0.5",
    ),
    en="Source and target both need positions. Which of them has none?",
    ko="소스에도 타깃에도 위치가 필요해요. 둘 중 위치가 없는 것은 무엇인가요?",
)
_slip(
    MODEL,
    "positions_learned",
    ('self.register_buffer("positions", table)', "self.positions = nn.Parameter(table)"),
    en="Are the sinusoids of 2017 learned? What is a tensor that belongs to a module and is not learned?",
    ko="2017년의 사인파 위치는 학습되나요? 모듈에 속하지만 학습되지 않는 텐서를 무엇이라고 하나요?",
)
_slip(
    MODEL,
    "encoder_sees_padding",
    ("x, (source != self.pad_id).unsqueeze(-2))", "x)"),
    en="Which mask does the encoder get? What do real source tokens read at the places of padding?",
    ko="인코더가 어떤 마스크를 받나요? 소스의 진짜 토큰들이 패딩 자리에서 무엇을 읽게 되나요?",
)
_slip(
    MODEL,
    "cross_attention_sees_padding",
    ("mask, memory_mask)", "mask)"),
    en="The memory has a vector at every padding token, too. What keeps the decoder from reading it?",
    ko="memory에는 패딩 자리에도 벡터가 있어요. 디코더가 그것을 읽지 못하게 막는 것은 무엇인가요?",
)
_slip(
    MODEL,
    "target_sees_its_future",
    ("target_mask(target, self.pad_id)", "(target != self.pad_id).unsqueeze(-2)"),
    en="While training, the whole target is there. What keeps token t from reading token t + 1, which it is to predict?",
    ko="학습할 때는 타깃이 통째로 주어져요. t번 토큰이 예측해야 할 t + 1번 토큰을 읽지 못하게 막는 것은 무엇인가요?",
)
_slip(
    MODEL,
    "target_without_a_mask",
    ("target_mask(target, self.pad_id)", "None"),
    en="Which mask does the self-attention of the decoder get? What may token t of the target look at?",
    ko="디코더의 셀프 어텐션은 어떤 마스크를 받나요? 타깃의 t번 토큰은 무엇을 볼 수 있나요?",
)
_slip(
    MODEL,
    "source_remembered",
    ("        x = embed(source,", "        self.source = source\n        x = embed(source,"),
    ("cross_mask(source, target", "cross_mask(self.source, target"),
    en="Whose padding does decode hide: that of the source that it is given, or that of the text encoded last?",
    ko="decode는 어느 글의 패딩을 가리나요? 인수로 받은 source인가요, 마지막으로 인코딩한 글인가요?",
)
_slip(
    MODEL,
    "source_is_causal",
    ("(source != self.pad_id).unsqueeze(-2)", "target_mask(source, self.pad_id)"),
    en="Must a source token be kept from looking at the ones behind it? Is the source being written, or is it there?",
    ko="소스의 토큰이 뒤의 토큰을 보면 안 되나요? 소스는 지금 쓰이고 있나요, 이미 다 있나요?",
)
_slip(
    MODEL,
    "cross_mask_of_the_target",
    ("cross_mask(source, target,", "cross_mask(target, target,"),
    en="Whose padding does the cross-attention have to leave out, that of the source or that of the target?",
    ko="크로스 어텐션이 건너뛰어야 하는 것은 누구의 패딩인가요? 소스인가요, 타깃인가요?",
)
_slip(
    MODEL,
    "logits_divided",
    ("self.embedding.weight.T", "self.embedding.weight.T / self.embedding.embedding_dim ** 0.5"),
    en="Are the logits scaled? The root of d_model belongs to the way in.",
    ko="로짓에도 스케일이 있나요? d_model의 제곱근은 들어가는 쪽에서만 쓰지 않나요?",
)
_slip(
    MODEL,
    "probabilities",
    ("x @ self.embedding.weight.T", "torch.softmax(x @ self.embedding.weight.T, dim=-1)"),
    en="Are logits or probabilities asked for? Which of them does a cross-entropy of torch want?",
    ko="로짓을 돌려주어야 하나요, 확률을 돌려주어야 하나요? torch의 교차 엔트로피는 둘 중 무엇을 받나요?",
)
_slip(
    MODEL,
    "log_probabilities",
    ("return x @ self.embedding.weight.T", "return torch.log_softmax(x @ self.embedding.weight.T, dim=-1)"),
    en="Are logits or log-probabilities asked for? Is a softmax the model's business here, or that of the loss?",
    ko="로짓을 달라고 했나요, 로그 확률을 달라고 했나요? 여기서 소프트맥스는 모델의 일인가요, 손실의 일인가요?",
)
_slip(
    MODEL,
    "output_not_tied",
    ("self.pad_id = pad_id", "self.pad_id = pad_id\n        self.output = nn.Linear(d_model, vocab_size)"),
    ("x @ self.embedding.weight.T", "self.output(x)"),
    en="The 2017 model has one table for the way in and the way out. Does your output have a table of its own?",
    ko="2017년 모델은 들어갈 때와 나갈 때 같은 표를 써요. 출력에 따로 표가 있지 않나요?",
)
_slip(
    MODEL,
    "two_tables",
    (
        "self.pad_id = pad_id",
        "self.pad_id = pad_id\n        self.target_embedding = nn.Embedding(vocab_size, d_model)",
    ),
    ("embed(target, self.embedding", "embed(target, self.target_embedding"),
    en="Source and target share one vocabulary. How many tables does the docstring name?",
    ko="소스와 타깃은 어휘 하나를 함께 써요. docstring에 표가 몇 개라고 쓰여 있나요?",
)
_slip(
    MODEL,
    "encoder_skipped",
    ("target, self.encode(source)", "target, embed(source, self.embedding.weight, self.positions)"),
    en="What is the memory: the embedded source, or what the encoder makes of it?",
    ko="memory는 임베딩한 소스인가요, 인코더가 그것으로 만든 것인가요?",
)
_slip(
    MODEL,
    "texts_swapped",
    ("target, self.encode(source), source", "source, self.encode(target), target"),
    en="Which text goes through the encoder, and which does the decoder write?",
    ko="인코더를 지나는 글은 무엇이고, 디코더가 쓰는 글은 무엇인가요?",
)
_slip(
    MODEL,
    "norm_never_arrives",
    ("n_layers, norm)", "n_layers)"),
    en="What becomes of norm? Who has to know it?",
    ko="norm은 어디로 가나요? 누가 그것을 알아야 하나요?",
)
_slip(
    MODEL,
    "padding_id_is_zero",
    ("self.pad_id = pad_id", "self.pad_id = 0"),
    en="Which id is padding: 0, or the one that was handed in?",
    ko="패딩의 id는 0인가요, 인수로 받은 것인가요?",
)
_other(
    "head_that_shares_the_table",
    """
class Transformer(nn.Module):
    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        self.d_model, self.pad_id = d_model, pad_id
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm=norm)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm=norm)
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.head = nn.Linear(d_model, vocab_size, bias=False)
        self.head.weight = self.embedding.weight
        table = torch.as_tensor(sinusoidal_positions(max_length, d_model), dtype=torch.float32)
        self.register_buffer("positions", table, persistent=False)

    def vectors(self, ids):
        return self.embedding(ids) * self.d_model**0.5 + self.positions[: ids.size(1)]

    def source_mask(self, source):
        return (source != self.pad_id)[:, None, :]

    def encode(self, source):
        return self.encoder(self.vectors(source), self.source_mask(source))

    def decode(self, target, memory, source):
        T = target.size(1)
        causal = torch.ones(T, T, dtype=torch.bool).tril()
        hidden = self.decoder(self.vectors(target), memory, causal, self.source_mask(source))
        return self.head(hidden)

    def forward(self, source, target):
        memory = self.encode(source)
        return self.decode(target, memory, source)
""",
)
_other(
    "every_line_by_itself",
    """
class Transformer(nn.Module):
    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers=n_layers, norm=norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers=n_layers, norm=norm)
        self.register_buffer("positions", torch.zeros(max_length, d_model))
        self.positions.copy_(torch.from_numpy(np.asarray(sinusoidal_positions(max_length, d_model))))
        self.pad_id = pad_id

    def encode(self, source):
        x = F.embedding(source, self.embedding.weight)
        x = x * np.sqrt(x.shape[-1]).item()
        x = x + self.positions[None, : x.shape[1]]
        both_real = (source != self.pad_id)[:, :, None] & (source != self.pad_id)[:, None, :]
        return self.encoder(x, both_real)

    def decode(self, target, memory, source):
        x = embed(target, self.embedding.weight, self.positions)
        source_is_real = (source != self.pad_id)[:, None, :].repeat(1, target.shape[1], 1)
        x = self.decoder(x, memory, target_mask(target, self.pad_id), source_is_real)
        return torch.einsum("btd,vd->btv", x, self.embedding.weight)

    def forward(self, source, target):
        return self.decode(target, self.encode(source), source)
""",
)


# -------------------------------------------------------------------------------------------- 7 count_parameters


def count_parameters(vocab_size: int, d_model: int, d_ff: int, n_layers: int) -> int:
    """Oracle: torch builds one block of each kind (without numbers) and counts."""
    blocks = [
        block(d_model, 1, d_ff, device="meta")
        for block in (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
    ]
    table = nn.Embedding(vocab_size, d_model, device="meta").weight.numel()
    return table + n_layers * sum(p.numel() for block in blocks for p in block.parameters())


@book.check("count_parameters")
def check_count_parameters(student: Student, rng: Rng, expect: Expect) -> None:
    """One layer of each, many layers, other widths, the base model."""
    size = rng.integer(3, 9)

    def same(cases: Sequence[tuple[int, ...]]) -> None:
        expect.same(student, "count_parameters", count_parameters, cases, tolerance=1e-9)

    with expect.part(
        "one_of_each",
        3,
        en="For one encoder block and one decoder block: how many attentions, feed-forward networks and layer norms are "
        "there, each with its biases? And how many tables?",
        ko="인코더 블록 하나와 디코더 블록 하나에 어텐션, 순방향 신경망, 층 정규화가 각각 몇 개인가요? bias도 세었나요? 표는 몇 개인가요?",
    ):
        same([(7, 4, 6, 1), (11, 2 * size, 5, 1)])
    with expect.part(
        "layers",
        2,
        en="What grows with n_layers, and what is there only once?",
        ko="n_layers를 따라 늘어나는 것은 무엇이고, 하나뿐인 것은 무엇인가요?",
    ):
        same([(7, 4, 6, 3), (5 * size, 6, 9, size)])
    with expect.part(
        "base_model",
        1,
        en="Is it right for the sizes of 2017 as well?",
        ko="2017년의 크기에서도 맞나요?",
    ):
        same([(37000, 512, 2048, 6), (1000 * size, 1024, 4096, 6)])


COUNT = """
def count_parameters(vocab_size, d_model, d_ff, n_layers):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = attention + feed_forward + 2 * norm
    decoder = 2 * attention + feed_forward + 3 * norm
    return n_layers * (encoder + decoder) + vocab_size * d_model
"""

_slip(
    COUNT,
    "one_attention_in_the_decoder",
    ("decoder = 2 * attention", "decoder = attention"),
    en="How many attentions are there in a decoder block?",
    ko="디코더 블록 하나에 어텐션이 몇 개인가요?",
)
_slip(
    COUNT,
    "two_norms_in_the_decoder",
    ("3 * norm", "2 * norm"),
    en="How many sublayers has a decoder block, and how many layer norms?",
    ko="디코더 블록에는 하위층이 몇 개이고 층 정규화가 몇 개인가요?",
)
_slip(
    COUNT,
    "output_counted_too",
    ("+ vocab_size", "+ 2 * vocab_size"),
    en="The output has no numbers of its own: whose does it use? How often do you count that table?",
    ko="출력에는 자기 숫자가 없어요. 누구의 것을 쓰나요? 그 표를 몇 번 세었나요?",
)
_slip(
    COUNT,
    "a_table_in_each_place",
    ("+ vocab_size", "+ 3 * vocab_size"),
    en="Source, target and output: how many tables do the three need, if they share?",
    ko="소스와 타깃과 출력이 함께 쓴다면 표가 몇 개 필요한가요?",
)
_slip(
    COUNT,
    "norms_without_biases",
    ("norm = 2 * d_model", "norm = d_model"),
    en="What does a layer norm learn beside its gains?",
    ko="층 정규화는 이득 말고 무엇을 더 배우나요?",
)
_slip(
    COUNT,
    "table_forgotten",
    (" + vocab_size * d_model", ""),
    en="Where in your count is the embedding?",
    ko="센 것 가운데 임베딩은 어디에 있나요?",
)
_slip(
    COUNT,
    "no_biases",
    ("(d_model * d_model + d_model)", "d_model * d_model"),
    (" + d_ff + d_model", ""),
    en="Does nn.Linear come with a bias? Which of your layers have one?",
    ko="nn.Linear에는 bias가 있나요? 세어 둔 층 가운데 bias가 있는 것은 무엇인가요?",
)
_slip(
    COUNT,
    "norms_forgotten",
    (" + 2 * norm", ""),
    (" + 3 * norm", ""),
    en="What does a layer norm learn, and how many of them are there in the two blocks?",
    ko="층 정규화는 무엇을 학습하나요? 두 블록에 모두 몇 개 있나요?",
)
_slip(
    COUNT,
    "two_norms_more_than_the_paper",
    ("+ vocab_size", "+ 2 * norm + vocab_size"),
    en="Does the model of 2017 have a layer norm behind the last block? Who adds one?",
    ko="2017년 모델은 마지막 블록 뒤에 층 정규화가 있나요? 그것을 더하는 쪽은 어디인가요?",
)
_slip(
    COUNT,
    "one_layer_counted",
    ("n_layers * (encoder + decoder)", "encoder + decoder"),
    en="Does n_layers appear in your result? Do the six blocks share their numbers?",
    ko="결과에 n_layers가 들어 있나요? 블록 여섯 개가 숫자를 함께 쓰나요?",
)


@book.alternative("count_parameters", "counted_by_torch")
def counted_by_torch(vocab_size: int, d_model: int, d_ff: int, n_layers: int) -> int:
    attention = 4 * sum(p.numel() for p in nn.Linear(d_model, d_model, device="meta").parameters())
    to, back = nn.Linear(d_model, d_ff, device="meta"), nn.Linear(d_ff, d_model, device="meta")
    feed_forward = sum(p.numel() for layer in (to, back) for p in layer.parameters())
    blocks = n_layers * (3 * attention + 2 * feed_forward + 5 * 2 * d_model)
    return nn.Embedding(vocab_size, d_model, device="meta").weight.numel() + blocks


@book.alternative("count_parameters", "one_formula")
def one_formula(vocab_size: int, d_model: int, d_ff: int, n_layers: int) -> float:
    d = float(d_model)
    return vocab_size * d + n_layers * (12 * d * d + 24 * d + 4 * d * d_ff + 2 * d_ff)


# ------------------------------------------------------------------------------------------------ 8 attention_on


def attention_on(weights: Tensor, places: Tensor) -> NDArray[np.float64]:
    """Oracle, token by token in NumPy."""
    shares = weights.double().numpy()
    found = [
        shares[b, :, t, place]
        for b, sentence in enumerate(places.tolist())
        for t, place in enumerate(sentence)
        if place >= 0
    ]
    mean: NDArray[np.float64] = np.mean(found, axis=0)
    return mean


@book.check("attention_on")
def check_attention_on(student: Student, rng: Rng, expect: Expect) -> None:
    """All tokens counted; some not; then as many tokens in both texts, as many heads as sentences.

    Where some do not count, the first token of a sentence is one of them, and one that counts gives a weight of exactly
    0 to its place, as behind a mask.
    """

    def case(
        batch: int, heads: int, T: int, S: int, counted: Sequence[int] | None = None
    ) -> tuple[Tensor, Tensor]:
        scores = torch.tensor(rng.normal((batch, heads, T, S), 2.0))
        places = torch.tensor(rng.integers(0, S, (batch, T)))
        for row, number in zip(places, counted or (), strict=False):
            row[number:] = -1
            row.copy_(row.roll(1))
        if counted:
            scores[0, 0, 1, places[0, 1]] = -torch.inf
        return torch.softmax(scores, dim=-1).float(), places

    def same(cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        expect.same(student, "attention_on", attention_on, cases, unchanged=unchanged)

    with expect.part(
        "each_head",
        2,
        en="For each head one number: the mean, over all target tokens of all sentences, of the weight on that token's "
        "place?",
        ko="헤드마다 숫자 하나, 곧 모든 문장의 모든 타깃 토큰이 자기 자리에 준 가중치의 평균인가요?",
    ):
        same([case(2, 3, 4, 6), case(3, 2, 5, 5)])
    with expect.part(
        "not_counted",
        3,
        en="Where the place is -1 nothing is to be counted. Does such a token add nothing to the sum and nothing to the "
        "number that you divide by? Does every token that is counted weigh the same?",
        ko="자리가 -1이면 세지 않아요. 그런 토큰이 합에도, 나누는 수에도 들어가지 않나요? 센 토큰의 몫이 모두 같나요?",
    ):
        same([case(3, 2, 5, 7, (5, 1, 3)), case(2, 4, 6, 3, (2, 5))])
    with expect.part(
        "equal_sizes",
        1,
        en="Is it right when sentences, heads and tokens are as many, and are the inputs left alone?",
        ko="문장 수와 헤드 수와 토큰 수가 같을 때도 맞나요? 입력은 그대로 두나요?",
    ):
        same([case(4, 4, 4, 4, (4, 2, 1, 3)), case(3, 1, 3, 3, (1, 3, 2))], unchanged=True)


ATTENTION_ON = """
def attention_on(weights, places):
    index = places.clamp(min=0)[:, None, :, None].expand(-1, weights.shape[1], -1, 1)
    chosen = weights.gather(-1, index).squeeze(-1)
    counted = (places >= 0)[:, None]
    return (chosen * counted).sum(dim=(0, 2)) / counted.sum()
"""
_MEAN = "(chosen * counted).sum(dim=(0, 2)) / counted.sum()"

_slip(
    ATTENTION_ON,
    "minus_one_is_the_last_token",
    ("places.clamp(min=0)", "(places % weights.shape[-1])"),
    (_MEAN, "chosen.mean(dim=(0, 2))"),
    en="Which column does the index -1 pick? Was that token to be counted?",
    ko="인덱스 -1은 어느 열을 고르나요? 그 토큰은 세야 하는 것이었나요?",
)
_slip(
    ATTENTION_ON,
    "padding_counted_as_first_token",
    (_MEAN, "chosen.mean(dim=(0, 2))"),
    en="What becomes of a place of -1 in your gather? Does it drop out of the mean, or count as place 0?",
    ko="gather에서 -1인 자리는 어떻게 되나요? 평균에서 빠지나요, 0번 자리로 세나요?",
)
_slip(
    ATTENTION_ON,
    "divided_by_all",
    (_MEAN, "(chosen * counted).mean(dim=(0, 2))"),
    en="By how many tokens do you divide, all of them or those that are counted?",
    ko="몇 개로 나누나요? 모든 토큰인가요, 센 토큰인가요?",
)
_slip(
    ATTENTION_ON,
    "sentence_by_sentence",
    (_MEAN, "((chosen * counted).sum(dim=2) / counted.sum(dim=2)).mean(dim=0)"),
    en="Does a token of a short sentence weigh more in your mean than one of a long sentence?",
    ko="짧은 문장의 토큰이 긴 문장의 토큰보다 평균에서 더 큰 몫을 차지하지 않나요?",
)
_slip(
    ATTENTION_ON,
    "counted_from_the_front",
    ("places.clamp(min=0)", "(places % weights.shape[-1])"),
    (
        "(places >= 0)[:, None]",
        "(torch.arange(places.shape[1]) < (places >= 0).sum(dim=1)[:, None])[:, None]",
    ),
    en="Do the tokens that count always stand at the front of a sentence? Where is the -1 of a start?",
    ko="세는 토큰이 언제나 문장 앞쪽에 모여 있나요? 시작 토큰의 -1은 어디에 있나요?",
)
_slip(
    ATTENTION_ON,
    "zeros_not_counted",
    (_MEAN, "(chosen * counted).sum(dim=(0, 2)) / (chosen * counted > 0).sum(dim=(0, 2))"),
    en="A head that gives its token's place a weight of 0: does that token drop out of your mean?",
    ko="헤드가 물어본 자리에 0을 주었다면, 그 토큰은 평균에서 빠지나요?",
)
_slip(
    ATTENTION_ON,
    "heads_averaged",
    (_MEAN, "(chosen * counted).sum() / (weights.shape[1] * counted.sum())"),
    en="How many numbers are asked for? Could one head look there and another not?",
    ko="숫자가 몇 개 필요한가요? 한 헤드는 그 자리를 보고 다른 헤드는 보지 않을 수도 있지 않을까요?",
)
_slip(
    ATTENTION_ON,
    "largest_weight",
    ("weights.gather(-1, index).squeeze(-1)", "weights.max(dim=-1).values"),
    en="Is it the largest weight of each row, or the one at the place that was asked for?",
    ko="행마다 가장 큰 가중치인가요, 물어본 자리의 가중치인가요?",
)
_slip(
    ATTENTION_ON,
    "hits_counted",
    ("weights.gather(-1, index).squeeze(-1)", "weights.argmax(dim=-1) == places[:, None]"),
    en="Are hits asked for, or shares? What does a head that gives 0.4 to the right place and 0.6 to another add?",
    ko="맞힌 횟수를 묻나요, 몫을 묻나요? 맞는 자리에 0.4, 다른 자리에 0.6을 주는 헤드는 얼마를 더해야 하나요?",
)


@book.alternative("attention_on", "share_by_share")
def share_by_share(weights: Tensor, places: Tensor) -> Tensor:
    B, H, T, S = weights.shape
    total, counted = torch.zeros(H), 0
    for b in range(B):
        for t in range(T):
            if places[b, t] >= 0:
                total += weights[b, :, t, places[b, t]]
                counted += 1
    return total / counted


@book.alternative("attention_on", "one_hot_places")
def one_hot_places(weights: Tensor, places: Tensor) -> Tensor:
    wanted = places[:, :, None] == torch.arange(weights.shape[-1])
    return torch.einsum("bhts,bts->h", weights, wanted.float()) / wanted.sum()


@book.alternative("attention_on", "picked_by_index")
def picked_by_index(weights: Tensor, places: Tensor) -> Tensor:
    b, t = torch.nonzero(places != -1, as_tuple=True)
    return weights[b, :, t, places[b, t]].mean(0)


# -------------------------------------------------------------------------------------------- 9 who_looks_where

book.quiz(
    "who_looks_where",
    {
        "queries_of_cross": Choice(
            "B",
            {
                "A": Text(
                    "Then each source token would get an answer. Whose vectors shall be changed, those of the source or those "
                    "of the target?",
                    "그러면 소스 토큰마다 답을 받게 돼요. 바뀌어야 하는 것은 소스의 벡터인가요, 타깃의 벡터인가요?",
                ),
                "B": Text(
                    "Whoever asks gets the answer: T rows of queries, T answers, and keys and values from the memory.",
                    "묻는 쪽이 답을 받아요. 쿼리가 T행이면 답도 T개이고, 키와 밸류는 memory에서 와요.",
                ),
                "C": Text(
                    "The raw embeddings of the source are read by the encoder only. Who is it that needs to know something here?",
                    "소스의 임베딩은 인코더만 읽어요. 여기서 무엇을 알아내려고 묻는 쪽은 누구인가요?",
                ),
            },
        ),
        "memory_of_block_three": Choice(
            "C",
            {
                "A": Text(
                    "A tempting picture, floor by floor. In the paper there is one arrow from the top of the encoder. Where "
                    "does it lead?",
                    "층끼리 짝을 짓는 그림은 그럴듯해요. 하지만 논문에는 인코더 꼭대기에서 나오는 화살표가 하나뿐이에요. 어디로 가나요?",
                ),
                "B": Text(
                    "That is x, from which the queries come. What do the keys and values come from?",
                    "그것은 쿼리를 만드는 x예요. 키와 밸류는 무엇으로 만드나요?",
                ),
                "C": Text(
                    "All six decoder blocks read the same memory, what the sixth encoder block gave.",
                    "디코더 블록 여섯 개가 모두 같은 memory, 곧 여섯째 인코더 블록의 결과를 읽어요.",
                ),
            },
        ),
        "encoder_runs": Choice(
            "A",
            {
                "A": Text(
                    "The source does not change while the target is written, so its memory does not either. That is what encode "
                    "and decode are apart for.",
                    "타깃을 쓰는 동안 소스는 바뀌지 않으니 memory도 그대로예요. encode와 decode를 따로 둔 까닭이에요.",
                ),
                "B": Text(
                    "That is how often the decoder runs. What of the encoder's input changes from one token to the next?",
                    "그것은 디코더가 도는 횟수예요. 토큰을 하나 더 쓸 때 인코더의 입력에서 바뀌는 것이 있나요?",
                ),
                "C": Text(
                    "Each of the six blocks works once. How often is the whole encoder called?",
                    "여섯 블록이 한 번씩 일해요. 인코더 전체는 몇 번 불리나요?",
                ),
            },
        ),
        "mask_forgotten": Choice(
            "B",
            {
                "A": Text(
                    "Nothing stops: every shape is right. What can token t read in training that it cannot read later?",
                    "모양이 다 맞아서 아무것도 멈추지 않아요. t번 토큰이 학습할 때만 읽을 수 있는 것은 무엇인가요?",
                ),
                "B": Text(
                    "In training the next token lies right there to be copied. In use it is not there yet, and the model has learnt "
                    "nothing else.",
                    "학습할 때는 다음 토큰이 바로 옆에 있으니 베끼면 돼요. 쓸 때는 아직 없는 토큰이고, 모델은 다른 것을 배우지 않았어요.",
                ),
                "C": Text(
                    "More to read should make it better, and in training it does, far too much so. And when the text is not "
                    "written yet?",
                    "읽을 것이 많으면 좋아질 것 같고, 학습할 때는 정말 그래요. 지나칠 만큼요. 하지만 글이 아직 쓰이지 않았을 때는요?",
                ),
            },
        ),
        "final_norm_at_the_start": Choice(
            "A",
            {
                "A": Text(
                    "With gain 1 and bias 0 a normed vector is normed already; what is left is the little that eps does. Only "
                    "other gains show it.",
                    "이득이 1, 편향이 0이면 이미 정규화한 벡터를 다시 정규화하는 셈이라 eps만큼만 달라져요. 이득이 달라져야 차이가 보여요.",
                ),
                "B": Text(
                    "Try it: what is layer norm of layer norm, at gain 1 and bias 0?",
                    "직접 해 보세요. 이득 1, 편향 0일 때 층 정규화를 두 번 하면 어떻게 되나요?",
                ),
                "C": Text(
                    "The two norms learn 4 · d_model numbers, so the counts differ. But the question is about the output.",
                    "두 정규화가 숫자 4 · d_model개를 학습하니 파라미터 수는 달라요. 하지만 물어본 것은 출력이에요.",
                ),
            },
        ),
        "why_the_root": Choice(
            "C",
            {
                "A": Text(
                    "That is the root in attention, a root of d_k that divides. Which problem does a table have that is used both "
                    "for the way in and for the way out?",
                    "그것은 어텐션에서 나누는 d_k의 제곱근이에요. 들어갈 때도 나갈 때도 쓰는 표에는 어떤 문제가 있을까요?",
                ),
                "B": Text(
                    "Lengths are not made equal: every row is multiplied by the same number. Small as rows of the table, but what "
                    "must they stand up to?",
                    "모든 행에 같은 수를 곱하니 길이가 같아지지는 않아요. 표의 행은 작은데, 무엇과 견줄 만해야 할까요?",
                ),
                "C": Text(
                    "As a matrix of the output the table must be small, or the logits begin huge. Times the root its rows are as "
                    "large as the sines that are added to them.",
                    "출력 행렬로 쓰려면 표가 작아야 해요. 그러지 않으면 로짓이 처음부터 커요. 제곱근을 곱하면 행이 더해질 사인만큼 "
                    "커져요.",
                ),
            },
        ),
    },
)
