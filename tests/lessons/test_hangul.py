"""Korean texts in plots are readable wherever a notebook runs."""

import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRAWN = """
import warnings
warnings.simplefilter("error")  # a glyph that is missing warns
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
{before}
from solutions.hangul import hangul_font, use_hangul
use_hangul('{{"손실": "loss"}}')
use_hangul("")
use_hangul('{{"손실": "loss"}}')
fig, axes = plt.subplots()
axes.plot([1, -2], label="손실")
axes.set(title="손실", xlabel="step")
axes.legend()
axes.set_xticks([0], ["손실"])
fig.canvas.draw()
texts = axes.get_title(), axes.get_xlabel(), axes.get_legend().get_texts()[0].get_text()
print(*texts, axes.get_xticklabels()[0].get_text(), *plt.rcParams["font.family"], hangul_font(), sep="|")
"""
NO_FONT = """
from matplotlib import font_manager
import solutions.hangul
solutions.hangul.HANGUL_FONTS.clear()
import importlib.util
importlib.util.find_spec = lambda name: None
"""
NO_FONT_OF_THE_MACHINE = """
import solutions.hangul
solutions.hangul.HANGUL_FONTS.clear()
"""


def drawn(before: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", DRAWN.format(before=before)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().split("|")


def test_a_font_comes_with_the_course() -> None:
    assert importlib.util.find_spec("koreanize_matplotlib") is not None
    assert drawn(NO_FONT_OF_THE_MACHINE) == ["손실", "step", "손실", "손실", "sans-serif", "NanumGothic", "NanumGothic"]


def test_without_any_font_the_texts_are_english() -> None:
    assert drawn(NO_FONT) == ["loss", "step", "loss", "loss", "sans-serif", "None"]
