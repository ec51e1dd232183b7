"""Day 14's notebook, solved, and Hugging Face's models of the same sizes, for the tests of its exercises."""

from __future__ import annotations

import sys
from typing import Any

import torch
from solved import Solved, given
from torch import Tensor, nn

BEFORE = (
    "import numpy as np\nimport torch\nfrom torch import nn\nF = nn.functional\n"
    "from grader.checks.oracles.layers import LayerNorm\n"
    "from grader.checks.oracles.transformer import Encoder\nfrom grader.checks.day08.gelu import gelu\n"
)
NOTEBOOK = Solved("day14", BEFORE)
SOLUTIONS = NOTEBOOK.solutions


def tell(line: str) -> None:
    """Shown by pytest -s."""
    sys.stdout.write(line + "\n")


def given_names(start: str) -> dict[str, Any]:
    """The names of the lesson's given cell that defines `start`."""
    names: dict[str, Any] = {}
    (source,) = given("day14", start)
    exec(source.split("\n\n\nfor ")[0], names)
    return names


THEIR_NAME = given_names("def their_name")["their_name"]


def tiny(hugging_face: Any, kind: str, order_one: bool) -> Any:
    config = hugging_face.BertConfig(
        vocab_size=101,
        max_position_embeddings=40,
        hidden_size=32,
        num_attention_heads=4,
        intermediate_size=48,
        num_hidden_layers=3,
        attn_implementation="eager",
    )
    torch.manual_seed(0)
    model = getattr(hugging_face, kind)(config).eval()
    if order_one:
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "embeddings" in name and parameter.dim() == 2:
                    parameter.normal_(0.0, 0.7)
                elif parameter.dim() == 2:
                    parameter.normal_(0.0, 1.2 / parameter.shape[1] ** 0.5)
                else:
                    parameter.normal_(1.0 if name.endswith("LayerNorm.weight") else 0.0, 0.3)
    return model


def lesson_s_classes() -> type[nn.Module]:
    names: dict[str, Any] = {}
    wanted = ("BertEmbedding", "MLMHead", "BERT", "NextSentenceHead")
    exec("\n\n".join([BEFORE, *(SOLUTIONS[name] for name in wanted)]), names)
    return names  # type: ignore[return-value]


def batch() -> tuple[Tensor, Tensor, Tensor]:
    ids = torch.randint(101, (3, 9), generator=torch.Generator().manual_seed(5))
    real = torch.arange(9) < torch.tensor([[9], [6], [4]])
    return ids, real, (torch.arange(9) >= 3).long().expand(3, 9)
