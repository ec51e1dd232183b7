"""The figures are what their scripts draw, in both languages."""

import importlib
import sys
from pathlib import Path

import pytest

FIGURES = Path(__file__).parents[2] / "solutions" / "figures"


@pytest.fixture
def drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201  (a module)
    """What the figures are drawn with, writing into a folder of its own."""
    monkeypatch.syspath_prepend(FIGURES)
    module = importlib.import_module("drawing")
    monkeypatch.setattr(module, "HERE", tmp_path)
    yield module
    sys.modules.pop("day04_figures", None)


def test_the_figures_of_day_4_are_drawn_once_in_each_language(drawing, tmp_path: Path) -> None:
    script = importlib.import_module("day04_figures")
    for draw in (script.block, script.pre_post, script.six, script.families):
        draw()
    drawn = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in FIGURES.glob("day04_*.svg")}
    assert drawn == kept
    assert sum(name.endswith(".ko.svg") for name in drawn) == len(drawn) / 2
    for name, text in drawn.items():
        assert name.endswith(".ko.svg") == any("가" <= letter <= "힣" for letter in text)


def test_a_word_without_korean_is_missed(drawing) -> None:
    words = drawing.text(1, 2, "the word")
    with pytest.raises(KeyError, match="the word"):
        drawing.save("a.svg", 9, 9, "a title", [words], korean={"a title": "제목"})
