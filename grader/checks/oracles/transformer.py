"""The blocks and stacks of Days 10 and 11: parameters under our names, computed by torch's own transformer layers."""

from __future__ import annotations

from typing import Any

from torch import Tensor, cat, nn
from torch.func import functional_call

from grader.checks.oracles.layers import FeedForward, LayerNorm, MultiHeadAttention, blocked


class EncoderBlock(nn.Module):
    """nn.TransformerEncoderLayer. x (B, T, d_model), mask broadcastable to (B, T, T) -> (B, T, d_model)."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        norm: str = "post",
        activation: str = "relu",
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.n_heads, self.norm = n_heads, norm
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1, self.norm2 = LayerNorm(d_model, eps), LayerNorm(d_model, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        masks = {"src_mask": blocked(mask, x, x, self.n_heads)}
        layer = _layer(nn.TransformerEncoderLayer, self)
        output: Tensor = functional_call(layer, block_in_torch(self), (x,), masks, strict=True)
        return output


class Encoder(nn.Module):
    """nn.TransformerEncoder, with a final norm in pre-norm alone. Shapes as for EncoderBlock."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        norm: str = "post",
        activation: str = "relu",
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps) for _ in range(n_layers)
        )
        self.final_norm = LayerNorm(d_model, eps) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        first: Any = self.blocks[0]
        layer = _layer(nn.TransformerEncoderLayer, first)
        encoder = nn.TransformerEncoder(
            layer, len(self.blocks), _final_norm(self), enable_nested_tensor=False
        )
        masks = {"mask": blocked(mask, x, x, first.n_heads)}
        output: Tensor = functional_call(encoder, stack_in_torch(self), (x,), masks, strict=True)
        return output


class DecoderBlock(nn.Module):
    """nn.TransformerDecoderLayer.

    x (B, T, d_model), memory (B, S, d_model), mask broadcastable to (B, T, T), memory_mask to (B, T, S)
    -> (B, T, d_model).
    """

    def __init__(
        self, d_model: int, n_heads: int, d_ff: int, norm: str = "post", activation: str = "relu"
    ) -> None:
        super().__init__()
        self.n_heads, self.norm = n_heads, norm
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model) for _ in range(3))

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        masks = _target_masks(self, x, memory, mask, memory_mask)
        layer = _layer(nn.TransformerDecoderLayer, self)
        output: Tensor = functional_call(layer, block_in_torch(self), (x, memory), masks, strict=True)
        return output


class Decoder(nn.Module):
    """nn.TransformerDecoder, with a final norm in pre-norm alone. Shapes as for DecoderBlock."""

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
        self.blocks = nn.ModuleList(
            DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)
        )
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        first: Any = self.blocks[0]
        layer = _layer(nn.TransformerDecoderLayer, first)
        decoder = nn.TransformerDecoder(layer, len(self.blocks), _final_norm(self))
        masks = _target_masks(first, x, memory, mask, memory_mask)
        output: Tensor = functional_call(decoder, stack_in_torch(self), (x, memory), masks, strict=True)
        return output


# How torch calls the attentions of a block. It has the names of the norms and of the two linear layers from us.
_IN_TORCH = {"attention": "self_attn", "self_attention": "self_attn", "cross_attention": "multihead_attn"}


def block_in_torch(block: nn.Module) -> dict[str, Tensor]:
    """The parameters of a block under the names that they have in torch's layer."""
    weights: dict[str, Tensor] = {}
    for name, part in block.named_children():
        if isinstance(part, MultiHeadAttention):
            there, layers = _IN_TORCH[name], (part.w_q, part.w_k, part.w_v)
            weights[f"{there}.in_proj_weight"] = cat([layer.weight for layer in layers])
            weights[f"{there}.in_proj_bias"] = cat([layer.bias for layer in layers])
            weights[f"{there}.out_proj.weight"] = part.w_o.weight
            weights[f"{there}.out_proj.bias"] = part.w_o.bias
        elif isinstance(part, LayerNorm):
            weights[f"{name}.weight"], weights[f"{name}.bias"] = part.gamma, part.beta
        else:
            weights.update(part.named_parameters())
    return weights


def stack_in_torch(stack: Encoder | Decoder) -> dict[str, Tensor]:
    """The parameters of a stack of blocks under the names that they have in torch's stack."""
    weights = {
        f"layers.{number}.{name}": weight
        for number, block in enumerate(stack.blocks)
        for name, weight in block_in_torch(block).items()
    }
    if isinstance(stack.final_norm, LayerNorm):
        weights["norm.weight"], weights["norm.bias"] = stack.final_norm.gamma, stack.final_norm.beta
    return weights


def _layer(kind: type[Any], block: Any) -> Any:
    """torch's layer of this kind, with the sizes of our block and without numbers of its own.

    A new one for each call: functional_call puts other tensors into a module, and the judge works in several threads.
    It stays in training mode, where torch takes no shortcut.
    """
    network: FeedForward = block.feed_forward
    return kind(
        network.linear1.in_features,
        block.n_heads,
        network.linear1.out_features,
        dropout=0.0,
        activation=network.activation.forward,  # as a module it would be lost when torch copies the layer
        layer_norm_eps=block.norm1.eps,
        batch_first=True,
        norm_first=block.norm == "pre",
        device="meta",
    )


def _final_norm(stack: Encoder | Decoder) -> nn.LayerNorm | None:
    """torch's norm in place of ours behind the last block, if there is one."""
    norm = stack.final_norm
    return nn.LayerNorm(norm.d_model, norm.eps, device="meta") if isinstance(norm, LayerNorm) else None


def _target_masks(
    block: Any, x: Tensor, memory: Tensor, mask: Tensor | None, memory_mask: Tensor | None
) -> dict[str, Tensor | None]:
    """The two masks of a decoder as torch takes them."""
    return {
        "tgt_mask": blocked(mask, x, x, block.n_heads),
        "memory_mask": blocked(memory_mask, x, memory, block.n_heads),
    }
