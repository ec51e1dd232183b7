"""Day 4: answers that stand in no list, and torch's own layer."""

from __future__ import annotations

import numpy as np
import torch
from solved import Solved, given

from grader.checks.day04.shared import Params
from grader.checks.day04.stack_of_six import make_params
from grader.judge import Version, source_of

SEEDS = (1, 2, 3, 4, 5)
NOTEBOOK = Solved("day04", "import numpy as np\n", *given("day04", "def make_params"))


def passes(name: str, source: str) -> None:
    """The answer is right."""
    NOTEBOOK.passes(name, source, SEEDS)


def loses_points(name: str, most: float, body: str) -> None:
    """The answer with this body is wrong: it earns at most this share of the points."""
    header = source_of(Version(name, name, NOTEBOOK.book.checks[name].oracle)).splitlines()[0]
    for seed in SEEDS[:3]:
        found = NOTEBOOK.judged(name, f"{header}\n    {body}\n{name}_reason = None", seed)
        assert found.verdict not in ("passed", "course_error"), found.message.en
        assert found.points <= most * found.max_points, found.parts


def encoder_layer(params: Params, norm_first: bool) -> torch.nn.TransformerEncoderLayer:
    """Torch's layer with these parameters; its attention has no matrices of its own."""
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


def random_params(seed: int) -> Params:
    """Parameters in which no gamma is 1 and no beta 0."""
    params = make_params(np.random.default_rng(seed), 6, 8)
    noise = np.random.default_rng(seed + 100)
    return {name: array + noise.normal(size=array.shape) for name, array in params.items()}
