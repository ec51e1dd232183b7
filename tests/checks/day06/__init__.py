"""Day 6: answers that stand in no list, and torch's own layer."""

from __future__ import annotations

import torch
from solved import Solved
from torch import nn

from grader.checks.oracles.layers import MultiHeadAttention

NOTEBOOK = Solved("day06", "import numpy as np\nimport torch\nfrom torch import nn\nF = nn.functional\n")


def layer_and_twin(d_model: int, n_heads: int) -> tuple[MultiHeadAttention, nn.MultiheadAttention]:
    """The oracle and torch's layer, with the same weights."""
    torch.manual_seed(0)
    layer = MultiHeadAttention(d_model, n_heads)
    twin = nn.MultiheadAttention(d_model, n_heads, batch_first=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.normal_(0, 0.4)
        parts = (layer.w_q, layer.w_k, layer.w_v)
        twin.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        twin.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
        twin.out_proj.load_state_dict(layer.w_o.state_dict())
    return layer, twin
