"""Day 3: a known mistake is named when arguments must be refused, too."""

from __future__ import annotations

from day03 import NOTEBOOK, SPEEDS, with_body


def test_a_known_mistake_is_named_whatever_becomes_of_an_odd_width() -> None:
    for ending in ("", "[:, :d_model]"):
        lines = SPEEDS + f"return np.concatenate([np.sin(a), np.cos(a)], axis=1){ending}"
        assert (
            NOTEBOOK.judged("sinusoidal_positions", with_body("sinusoidal_positions", lines)).misconception
            == "sines_first"
        )
    kept = NOTEBOOK.judged(
        "learned_input",
        with_body(
            "learned_input", "return embed(ids, table) + np.take(position_table, ids, axis=0, mode='clip')"
        ),
    )
    assert kept.misconception == "positions_looked_up_with_ids"
