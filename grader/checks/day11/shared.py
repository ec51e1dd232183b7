"""What several exercises of the day need."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from grader.checks.day06 import MultiHeadAttention
from grader.checks.day07 import LayerNorm
from grader.checks.day08 import FeedForward
from grader.judge import Expect, Rng, Student
from grader.judge.modules import Module, Parameter
from grader.judge.verdicts import Failure
from grader.text import Text

Ids = NDArray[np.int64]


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


def _causal(T: int) -> Tensor:
    return torch.ones(T, T, dtype=torch.bool).tril()


def _seen(rng: Rng, shape: Sequence[int]) -> Tensor:
    """Random booleans with at least two True and one False in each row; no two rows need be alike."""
    order = torch.tensor(rng.uniform(shape)).argsort(dim=-1)
    return order < torch.tensor(rng.integers(2, shape[-1], (*shape[:-1], 1)))
