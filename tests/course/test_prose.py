"""Prose arrives as it was written, whatever it holds."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.course import parse
from grader.course.figures import Image, embed, images

UNSEEN = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0"
PROSE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=UNSEEN), min_size=1)
MARKDOWN = st.lists(
    st.sampled_from(
        ["# %%", "# %% x=1", "```", "~~~", "'''", '"', "\\", "$x_1$", " ", "#", "    ", "`", "%%", "%ls"]
    )
    | PROSE
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(text=PROSE | MARKDOWN)
def test_any_prose_comes_through(text: str) -> None:
    text = text.strip()
    assume(text and '"""' not in text and not text.endswith(("\\", '"')) and not images(text))
    assume(not any(words in text for words in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "AUTOTEST")))
    source = (
        '# %% [markdown] day=4 title="T"\nr"""A"""\n# %% [markdown] lang="ko" title="T"\nr"""B"""\n'
        f'# %% [markdown]\nr"""\n{text}\n"""\n# %% [markdown] lang="ko"\nr"""{text}"""\n# %%\nx = 1\n'
    )
    day = parse(source, Path("/course/solutions/day04_small.py"))
    assert [cell.role for cell in day.cells] == ["day", "prose", "given"]
    assert day.cells[1].source.en.strip() == day.cells[1].source.ko.strip() == text
    assert day.notebook("ko", "student").cells[1].source.strip() == text


@pytest.mark.parametrize(
    ("text", "alts"),
    [
        ("![one](figures/a.svg) and ![two](figures/b.png)", ["one", "two"]),
        ("![softmax(x)[0]](figures/a.svg)", ["softmax(x)[0]"]),
        ("`![in code](figures/a.svg)` ![not](figures/a.svg)", ["not"]),
        ("``a ` ![in code](figures/a.svg)`` ![not](figures/a.svg)", ["not"]),
        ("a lone ` tick ![not](figures/a.svg)", ["not"]),
        ("```\n![in code](figures/a.svg)\n```\n![not](figures/a.svg)", ["not"]),
        ("````\n```\n![in code](figures/a.svg)\n````\n![not](figures/a.svg)", ["not"]),
        ("~~~python\n![in code](figures/a.svg)\n```\n![in code](figures/a.svg)", []),
        ("[a link](figures/a.svg)", []),
        ('<img src="a.svg">', [""]),
    ],
)
def test_pictures_are_found_where_markdown_shows_them(text: str, alts: list[str]) -> None:
    assert [image.alt for image in images(text)] == alts


def test_embedding_touches_nothing_else() -> None:
    text = "```\n![a](figures/a.svg)\n```\n\n![b](figures/a.svg)![c](figures/b.png)\n\n![d](figures/a.svg)"
    data = {"figures/a.svg": b"<svg/>", "figures/b.png": b"png"}
    assert embed(text, data) == (
        "```\n![a](figures/a.svg)\n```\n\n![b][a.svg]![c][b.png]\n\n![d][a.svg]\n\n"
        "[a.svg]: data:image/svg+xml;base64,PHN2Zy8+\n[b.png]: data:image/png;base64,cG5n"
    )
    assert embed("nothing", {}) == "nothing"
    assert images("x ![a](figures/a.svg)") == [Image(2, 21, "a", "figures/a.svg")]
