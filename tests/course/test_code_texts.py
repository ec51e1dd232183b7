"""Texts in code cells: each language gets its own, and the code around them stays what it is."""

import ast
import json
from pathlib import Path

import pytest

from grader.course import SourceErrors, build, load_day
from grader.course.code_texts import split
from grader.text import Text

# source, the English code, the Korean code
TEXTS = {
    "a string with its twin in the same line": (
        'assert f(1) == 1, "Is it one?"  # ko: "1인가요?"',
        'assert f(1) == 1, "Is it one?"',
        'assert f(1) == 1, "1인가요?"',
    ),
    "a string with its twin in the next line": (
        'assert f(1) == 1, (\n    "Is it one?"\n    # ko: "1인가요?"\n)\nx = 1',
        'assert f(1) == 1, (\n    "Is it one?"\n)\nx = 1',
        'assert f(1) == 1, (\n    "1인가요?"\n)\nx = 1',
    ),
    "two strings of a line, and one that nobody reads": (
        'print("one:", f["x y"], "two:", sep="and so")\n# ko: "하나:", "둘:"',
        'print("one:", f["x y"], "two:", sep="and so")',
        'print("하나:", f["x y"], "둘:", sep="and so")',
    ),
    "fields in another order": (
        'print(f"the {first} of {last:.2f}")\n# ko: f"{last:.2f}의 {first}"',
        'print(f"the {first} of {last:.2f}")',
        'print(f"{last:.2f}의 {first}")',
    ),
    "strings that only the author knows to be texts": (
        'for x, name in ((1, "with it:"), (2, "without:")):  # ko: "있음:", "없음:"\n    pass',
        'for x, name in ((1, "with it:"), (2, "without:")):\n    pass',
        'for x, name in ((1, "있음:"), (2, "없음:")):\n    pass',
    ),
    "a long text in several lines": (
        'show(\n    fig,\n    "Left: a "\n    "and b.",\n    # ko: "왼쪽은 가, "\n    #     "오른쪽은 나."\n)',
        'show(\n    fig,\n    "Left: a "\n    "and b.",\n)',
        'show(\n    fig,\n    "왼쪽은 가, "\n    "오른쪽은 나.",\n)',
    ),
    "labels": (
        'axes.set(\n    xlabel="the step",  # ko: "스텝"\n    loc="lower left",\n    title="the loss",  # ko: "손실"\n)',
        'axes.set(\n    xlabel="the step",\n    loc="lower left",\n    title="the loss",\n)',
        'axes.set(\n    xlabel="스텝",\n    loc="lower left",\n    title="손실",\n)',
    ),
    "the same text": ('print("exp: ", 1)  # ko: =', 'print("exp: ", 1)', 'print("exp: ", 1)'),
    "a comment of two lines": (
        "# The first words\n# and more.\n# ko: 첫 번째\n#     그리고 더\nx = 1",
        "# The first words\n# and more.\nx = 1",
        "# 첫 번째\n# 그리고 더\nx = 1",
    ),
    "comments beside code": (
        "x = 1  # the last one  # ko: 마지막\ny = 2  # the next one\n# ko: 다음",
        "x = 1  # the last one\ny = 2  # the next one",
        "x = 1  # 마지막\ny = 2  # 다음",
    ),
    "a string and a comment in one line": (
        'print("said")  # not meant\n# ko: 빈말\n# ko: "말했어요"',
        'print("said")  # not meant',
        'print("말했어요")  # 빈말',
    ),
    "docstrings": (
        'class A:\n    """One."""\n\n    """하나."""\n\n    def f(self):\n        """Two.\n\n        b\n        """\n        """둘.\n\n        나\n        """',
        'class A:\n    """One."""\n\n    def f(self):\n        """Two.\n\n        b\n        """',
        'class A:\n    """하나."""\n\n    def f(self):\n        """둘.\n\n        나\n        """',
    ),
    "no texts": (
        '# (..., T_q, d_k)\nx = {"a b": "c d"}  # noqa: E501\nprint(f"{x:.2f}", " | ".join(x))\n### BEGIN BUG\n# y = some_code\n### END BUG',
        None,
        None,
    ),
}


@pytest.mark.parametrize("what", TEXTS)
def test_each_language_gets_its_texts(what: str) -> None:
    source, english, korean = TEXTS[what]
    found = split(source, complete=True)
    texts = found.code
    assert found.errors == []
    assert (texts.en, texts.ko) == (english or source, korean or source)
    assert ast.dump(ast.parse(texts.en)) == ast.dump(ast.parse(english or source))


# source, the line of the mistake from 1, part of what is said
MISTAKES = {
    "a question without a twin": (
        'x = 1\nassert x, "Is it?"',
        2,
        "an English string without its Korean twin",
    ),
    "a branch without a twin": (
        'print("one " if x else f"two {x}")\n# ko: "하나 "',
        2,
        "1 Korean texts after 2",
    ),
    "a label without a twin": ('axes.plot(x, label="the loss")', 1, "an English string without"),
    "alt text without a twin": ('show(fig, f"Bars: {x}")', 1, "an English string without"),
    "a comment without a twin": ("x = 1\n# Words of prose\ny = 1", 2, "an English comment without"),
    "a docstring without a twin": ('def f():\n    """Words."""', 2, "an English docstring without"),
    "a twin too many": ('print("said")\n# ko: "말", "더"', 2, "2 Korean texts after 1 English ones"),
    "a twin of nothing": ("x = 1\n# ko: 말", 2, "without an English comment right before"),
    "a twin that is no string": ('print("said")\n# ko: "말" + 1', 2, "a Korean text that is not a string"),
    "a field too many": ('print(f"said {x}")\n# ko: f"말 {x} {y}"', 2, "other fields"),
    "a field that is formatted otherwise": ('print(f"said {x:.2f}")\n# ko: f"말 {x:.3f}"', 2, "other fields"),
    "a field that was forgotten": ('print(f"said {x}")\n# ko: "말 {x}"', 2, "other fields"),
    "a key": ('x = {"key of it": 1}\n# ko: "열쇠"', 2, "that the code compares"),
    "what is compared": ('assert x in ("one thing", "two")\n# ko: "하나", "둘"', 2, "that the code compares"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_mistakes_have_their_line(what: str) -> None:
    source, line, told = MISTAKES[what]
    errors = split(source, complete=True).errors
    assert errors
    assert (errors[0].offset, told in str(errors[0])) == (line - 1, True), errors[0]
    assert errors[0].what_to_do


def test_texts_without_a_twin_are_left_alone_where_they_need_none() -> None:
    source = 'def f():\n    """Words."""\n    print("said")'
    found = split(source, complete=False)
    assert (found.code, found.errors) == (Text(source, source), [])


TWINS = {
    'title="A small day"': 'title="A small day" code_texts="both"',
    "a comment, not a shell command": "a comment, not a shell command  # ko: 명령이 아니라 주석",
    '    """Twice x, shape (...)."""\n': '    """Twice x, shape (...)."""\n    """x의 두 배, 모양은 (...)."""\n',
    "return x * 2  # the secret": "return x * 2  # the secret  # ko: 비밀",
    '"Is double(2) twice 2?"': '"Is double(2) twice 2?"  # ko: "double(2)는 2의 두 배인가요?"',
    '    """Scores, shape (..., T_q, T_k)."""\n': '    """Scores, shape (..., T_q, T_k)."""\n    """점수, 모양은 (..., T_q, T_k)."""\n',
    "# A: one thing.  B: another.": "# A: one thing.  B: another.\n# ko: A: 하나.  B: 다른 하나.",
    'scores_reason = "B"  # because of the axes': 'scores_reason = "B"  # because of the axes  # ko: 비밀',
    '"Which axes does .T turn?"': '"Which axes does .T turn?"  # ko: ".T는 어느 축을 뒤집나요?"',
    "# Reads both ways: 양방향": "# Reads both ways\n    # ko: 양방향",
    "# which one?": "# which one?  # ko: 어느 것일까요?",
    '"Are all questions there?"': '"Are all questions there?"  # ko: "질문이 모두 있나요?"',
    '    """The spread."""\n': '    """The spread."""\n    """퍼짐."""\n',
    '"What is the spread of zeros?"': '"What is the spread of zeros?"  # ko: "0만 있으면 퍼짐은 얼마인가요?"',
}


@pytest.fixture
def both(root: Path) -> Path:
    """The course of the small day, with Korean texts in its code."""
    path = root / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8")
    for english, korean in TWINS.items():
        assert english in text
        text = text.replace(english, korean, 1)
    path.write_text(
        text.replace("화살표](figures/boxes.svg)", "화살표](figures/boxes.ko.svg)"), encoding="utf-8"
    )
    figures = root / "solutions" / "figures"
    english = (figures / "boxes.svg").read_text(encoding="utf-8")
    (figures / "boxes.ko.svg").write_text(english.replace("40", "50"), encoding="utf-8")
    return root


def code(root: Path, lang: str, audience: str = "student") -> dict[str, str]:
    cells = load_day(4, root).notebook(lang, audience).cells  # type: ignore[arg-type]
    return {cell.id.removeprefix("day04-"): cell.source for cell in cells if cell.cell_type == "code"}


def test_the_notebooks_hold_plain_texts_of_one_language(both: Path) -> None:
    korean = code(both, "ko")
    assert korean["double"] == (
        'def double(x):\n    """x의 두 배, 모양은 (...)."""\n'
        '    # 여기에 코드를 쓰세요\n    raise NotImplementedError("double 셀이 아직 비어 있어요")'
    )
    assert korean["double-check"] == 'assert double(2) == 4, "double(2)는 2의 두 배인가요?"'
    assert korean["scores"] == (
        'def scores(query, key):\n    """점수, 모양은 (..., T_q, T_k)."""\n'
        "    turned = key.T\n\n    return query @ turned\n\n\n# A: 하나.  B: 다른 하나.\nscores_reason = None"
    )
    assert korean["family"] == (
        'family = {\n    # 양방향\n    "label_reviews": None,  # 어느 것일까요?\n    "한국어": None,\n}'
    )
    for lang in ("en", "ko"):
        for audience in ("student", "source"):
            assert not [source for source in code(both, lang, audience).values() if "ko:" in source]
    assert "return x * 2  # 비밀" in code(both, "ko", "source")["double"]


def test_the_english_notebook_does_not_change(both: Path) -> None:
    english = code(both, "en")
    path = both / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8")
    for before, after in TWINS.items():
        text = text.replace(after, before)
    text = text.replace(": 양방향", "").replace("boxes.ko.svg", "boxes.svg")
    path.write_text(text, encoding="utf-8")
    assert english == code(both, "en") == code(both, "ko")


def test_a_missing_twin_stops_the_build_at_its_line(both: Path) -> None:
    path = both / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8").replace('  # ko: "질문이 모두 있나요?"', "")
    text = text.replace('\n    """퍼짐."""', "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceErrors) as raised:
        build(["day04"], both)
    said = [str(error) for error in raised.value.errors]
    lines = [
        number for number, line in enumerate(text.split("\n"), 1) if "Are all" in line or "The spread" in line
    ]
    assert [error.line for error in raised.value.errors] == lines
    assert "an English string without its Korean twin. Put `# ko:" in said[0]
    assert "an English docstring without its Korean twin" in said[1]


def test_a_twin_in_a_day_that_does_not_say_so(both: Path) -> None:
    path = both / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(' code_texts="both"', ""), encoding="utf-8")
    with pytest.raises(SourceErrors, match='Write code_texts="both" in the header of the day'):
        load_day(4, both)
    path.write_text(text.replace('code_texts="both"', 'code_texts="one"'), encoding="utf-8")
    with pytest.raises(SourceErrors, match="code_texts is not possible"):
        load_day(4, both)


def test_a_recap_speaks_the_language_of_its_notebook(both: Path) -> None:
    later = both / "solutions" / "day05_later.py"
    later.write_text(
        '# %% [markdown] day=5 title="Later"\nr"""Later."""\n\n# %% [markdown] lang="ko" title="나중"\nr"""나중."""\n\n'
        "# %%\nfrom solutions.day04_small import double, scores\n",
        encoding="utf-8",
    )
    english, korean = (
        load_day(5, both).notebook(lang, "student").cells[1].source  # type: ignore[arg-type]
        for lang in ("en", "ko")
    )
    assert '"""Twice x, shape (...)."""\n    return x * 2  # the secret' in english
    assert korean.startswith("# 4일 차(day04_small.py)에서 가져온 코드\n")
    assert '"""x의 두 배, 모양은 (...)."""\n    return x * 2  # 비밀' in korean
    assert "turned" not in english + korean


def test_each_language_has_its_own_figure(both: Path) -> None:
    day = load_day(4, both)
    english, korean = (day.notebook(lang, "student").cells[0].source for lang in ("en", "ko"))  # type: ignore[arg-type]
    assert "[boxes.svg]: data:image" in english
    assert "[boxes.ko.svg]: data:image" in korean
    assert english[-60:] != korean[-60:]


@pytest.mark.parametrize("other", ["boxes.svg", "circles.ko.svg"])
def test_a_figure_of_the_other_language_or_another_figure_is_reported(both: Path, other: str) -> None:
    path = both / "solutions" / "day04_small.py"
    (both / "solutions" / "figures" / "circles.ko.svg").write_text("<svg/>", encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("boxes.ko.svg", other), encoding="utf-8")
    with pytest.raises(
        SourceErrors, match=f"the figure figures/{other} .* Draw it in Korean as figures/boxes.ko.svg"
    ):
        load_day(4, both)


def test_plots_know_the_english_of_their_texts(both: Path) -> None:
    """Of those that plots show, and in the Korean notebook alone."""
    solutions = Path(__file__).parents[2] / "solutions"
    for name in ("plots.py", "hangul.py"):
        (both / "solutions" / name).write_text(
            (solutions / name).read_text(encoding="utf-8"), encoding="utf-8"
        )
    path = both / "solutions" / "day04_small.py"
    cells = (
        "# %%\nfrom solutions.hangul import show\n\n# %%\n"
        'axes.set_title("loss\\nand \\"step\\"")  # ko: "손실과\\n\\"스텝\\""\n'
        'axes.plot(x, label=f"run {x}")  # ko: f"{x}번째"\n'
        'print("said")  # ko: "말"\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + "\n" + cells, encoding="utf-8")
    texts = {}
    for lang in ("en", "ko"):
        (recap,) = [source for source in code(both, lang).values() if "ENGLISH_TEXTS" in source]
        assert "def show(fig, alt)" in recap
        assert recap.count("use_hangul(ENGLISH_TEXTS)") == 1
        (texts[lang],) = [
            node.value.value
            for node in ast.parse(recap).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ENGLISH_TEXTS"
            if isinstance(node.value, ast.Constant)
        ]
    assert texts["en"] == ""
    assert json.loads(texts["ko"]) == {'손실과\n"스텝"': 'loss\nand "step"'}
