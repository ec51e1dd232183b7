"""Every mistake in a source is reported with its line and with what to do."""

from pathlib import Path

import pytest

from grader.course import SourceErrors, UnknownDayError, load_day

HINT_TWIN = '# %% [markdown] hint="double" lang="ko"\nr"""둘째."""\n'

# what: (text to replace, its replacement, text in the reported line, part of the message)
MISTAKES = {
    "no korean twin": (
        '# %% [markdown] lang="ko"\nr"""\n## 두 배로\n"""\n',
        "",
        "# %% [markdown]",
        "without its Korean twin",
    ),
    "empty korean twin": ("## 두 배로", "", '# %% [markdown] lang="ko"', "the Korean text is empty"),
    "empty english text": ("## Double it", "", "# %% [markdown]", "the English text is empty"),
    "korean alone": (
        "# %%\ngiven",
        '# %% [markdown] lang="ko"\nr"""혼자"""\n# %%\ngiven',
        '# %% [markdown] lang="ko"\nr"""혼자',
        "a Korean text without its English one",
    ),
    "english marked": (
        '# %% [markdown]\nr"""\n## Double',
        '# %% [markdown] lang="en"\nr"""\n## Double',
        'lang="en"',
        "on code or English text",
    ),
    "twin of another hint": (
        HINT_TWIN,
        HINT_TWIN.replace("double", "scores"),
        'hint="scores" lang="ko"',
        "the Korean twin says hint='scores'",
    ),
    "nameless twin of a hint": (
        HINT_TWIN,
        HINT_TWIN.replace(' hint="double"', ""),
        '# %% [markdown] lang="ko"\nr"""둘째',
        "does not say whose",
    ),
    "exercise without check": (
        '# %% check="double" points=3\nassert double(2) == 4, "Is double(2) twice 2?"\n',
        "",
        'exercise="double"',
        "no check right after it",
    ),
    "check without exercise": (
        "# %%\ngiven",
        '# %% check="nothing" points=1\nassert True\n# %%\ngiven',
        'check="nothing"',
        "a check of `nothing` without such an exercise",
    ),
    "second check": (
        "# %%\ngiven",
        '# %% check="family" points=1\nassert True\n# %%\ngiven',
        'check="family" points=1',
        "a second check of `family`",
    ),
    "no points": ('check="double" points=3', 'check="double"', 'check="double"', "points is missing"),
    "points of zero": ("points=2.5", "points=0", "points=0", "points=0 is not possible"),
    "points in words": ("points=2.5", 'points="two"', 'points="two"', "points='two' is not possible"),
    "endless points": ("points=2.5", "points=1e999", "points=1e999", "is not possible"),
    "explain without points": (
        'kind="explain" points=4',
        'kind="explain"',
        'kind="explain"',
        "points is missing",
    ),
    "no minutes": ('"double" minutes=5', '"double"', 'exercise="double"', "minutes is missing"),
    "no time": ("minutes=5", "minutes=0", "minutes=0", "minutes=0 is not possible"),
    "no difficulty": ("minutes=5 difficulty=1", "minutes=5", "minutes=5", "difficulty is missing"),
    "too difficult": ("difficulty=5", "difficulty=6", "difficulty=6", "whole number from 1 to 5"),
    "half difficult": ("difficulty=5", "difficulty=2.5", "difficulty=2.5", "difficulty=2.5 is not possible"),
    "true difficulty": ("difficulty=5", "difficulty=true", "difficulty=true", "is not possible"),
    "name twice": (
        'exercise="spread"',
        'exercise="double"',
        'exercise="double" kind="experiment"',
        "already there in line",
    ),
    "not an identifier": ('exercise="family"', 'exercise="the family"', "the family", "cannot be the name"),
    "name of the build": ('exercise="family"', 'exercise="given_1"', "given_1", "needs the name `given_1`"),
    "unknown kind": ('kind="quiz"', 'kind="quizz"', 'kind="quizz"', "Write one of: code, bug, quiz"),
    "explain in code": ('kind="quiz"', 'kind="explain"', '"family" kind="explain"', "not for a code cell"),
    "code in text": ('"why" kind="explain"', '"why" kind="code"', '"why" kind="code"', "not for a text cell"),
    "misspelt key": ("minutes=5", "minuts=5", "minuts=5", "Did you mean `minutes`?"),
    "key of another cell": ("# %%\ngiven", "# %% points=3\ngiven", "# %% points=3", "has no meaning here"),
    "words in a header": ("# %%\ngiven", "# %% a plot\ngiven", "# %% a plot", "has no meaning here"),
    "garbled header": ("minutes=5", "minutes=[5", "minutes=[5", "header cannot be read"),
    "bug without a bug": (' bug="all_axes"', "", '"scores" kind="bug"', "belong together"),
    "no solution": (
        "    ### BEGIN SOLUTION\n    return x * 2  # the secret\n    ### END SOLUTION\n",
        "    return x\n",
        'exercise="double"',
        "the exercise has no solution",
    ),
    "no end": (
        "  # the secret\n    ### END SOLUTION\n",
        "\n",
        "    ### BEGIN SOLUTION\n    return x * 2",
        "the solution has no end",
    ),
    "no begin": (
        "    ### BEGIN SOLUTION\n    return x * 2",
        "    return x * 2",
        "    ### END SOLUTION\n\n\n# %% check",
        "a solution ends that has not begun",
    ),
    "nested": (
        "    return x * 2",
        "    ### BEGIN SOLUTION\n    return x * 2",
        "    ### BEGIN SOLUTION\n    return x * 2",
        "a solution begins inside another",
    ),
    "misspelt mark": (
        "    ### BEGIN SOLUTION\n    return x",
        "    # BEGIN SOLUTION\n    return x",
        "# BEGIN",
        "the words of",
    ),
    "mark in given code": (
        "given = double(3)",
        "given = 3\n### BEGIN SOLUTION",
        "### BEGIN SOLUTION\nprint",
        "outside an exercise",
    ),
    "mark in a model answer's twin": (
        "기울기 때문이에요, 비밀.\n### END SOLUTION",
        "기울기",
        "### BEGIN SOLUTION\n기울기",
        "no end",
    ),
    "half a statement": (
        "    return x * 2  # the secret\n    ### END SOLUTION\n",
        "    if x:\n        y = 1\n    ### END SOLUTION\n    else:\n        y = 2\n    return y\n",
        'exercise="double"',
        "without its solution the cell is not Python",
    ),
    "words of nbgrader": (
        "## Double it",
        "### BEGIN HIDDEN TESTS",
        "### BEGIN HIDDEN TESTS",
        "nbgrader takes",
    ),
    "quiz that computes": (
        "family = {\n    # Reads",
        "family = dict()\nfamily |= {\n    # Reads",
        "family |= {",
        "an answer is not an assignment",
    ),
    "hint for nobody": (
        '# %% [markdown] hint="double"\nr"""Third."""\n\n# %% [markdown] hint="double"',
        '# %% [markdown] hint="nobody"\nr"""Third."""\n\n# %% [markdown] hint="nobody"',
        'hint="nobody"',
        "no exercise before it is called",
    ),
    "two hints": (
        '# %% [markdown] hint="double"\nr"""Third."""\n\n# %% [markdown] hint="double" lang="ko"\nr"""셋째."""\n',
        "",
        'exercise="double"',
        "has 2 hints",
    ),
    "hint too late": (
        "# %%\ngiven",
        '# %% [markdown] hint="double"\nr"""4"""\n# %% [markdown] hint="double" lang="ko"\nr"""4"""\n# %%\ngiven',
        '# %% [markdown] hint="double"\nr"""4"""',
        "away from its exercise",
    ),
    "no figure": (
        "arrow](figures/boxes.svg)",
        "arrow](figures/circles.svg)",
        "figures/circles.svg",
        "there is no figures/circles.svg",
    ),
    "no alt text": ("Two boxes and an arrow", " ", "![ ]", "without alternative text"),
    "figure elsewhere": (
        "arrow](figures/boxes.svg)",
        "arrow](https://example.com/boxes.svg)",
        "example.com",
        "not a figure of the course",
    ),
    "image tag": (
        "![Two boxes and an arrow](figures/boxes.svg)",
        '<img src="x.svg">',
        "<img",
        "not a figure of",
    ),
    "figure of unknown kind": (
        "arrow](figures/boxes.svg)",
        "arrow](figures/boxes.tex)",
        "boxes.tex",
        "unknown kind",
    ),
    "figure in one language": (
        "![상자 두 개와 화살표](figures/boxes.svg)",
        "",
        '# %% [markdown] lang="ko" title',
        "1 figures in the English text, 0",
    ),
    "figure in an answer": (
        "Why residuals?",
        "Why? ![boxes](figures/boxes.svg)",
        "Why? ![boxes]",
        "that the student writes in",
    ),
    "bug that would run": (
        "    # turned = key.T",
        "    turned = key.T",
        "    turned = key.T",
        "a line of the bug is not a comment",
    ),
    "bug away from its solution": (
        "    ### BEGIN BUG\n",
        "    # Here it is.\n    ### BEGIN BUG\n",
        "    ### BEGIN SOLUTION\n    return query",
        "the solution has no bug",
    ),
    "bug without a solution": (
        "# A: one thing.",
        "### BEGIN BUG\n# x = 1\n### END BUG\n# A: one thing.",
        "### BEGIN BUG\n# x",
        "a bug without its solution",
    ),
    "no bug": (
        "    ### BEGIN BUG\n    # turned = key.T\n    #\n    # return query @ turned\n    ### END BUG\n",
        "",
        'kind="bug"',
        "no bug to hand out",
    ),
    "bug without an end": ("    ### END BUG\n", "", "    ### BEGIN BUG", "the bug has no end"),
    "bug in given code": (
        "given = double(3)",
        "### BEGIN BUG\ngiven = 3",
        "### BEGIN BUG\ng",
        "outside an exercise",
    ),
    "bug of another kind": (
        "    return x * 2  # the secret\n    ### END SOLUTION\n",
        "    return x * 2\n    ### END SOLUTION\n    ### BEGIN BUG\n    # return x\n    ### END BUG\n",
        'exercise="double"',
        "in an exercise of another kind",
    ),
    "bug that is no program": (
        "    # return query @ turned\n",
        "    # return query @\n",
        'exercise="scores"',
        "without its solution the cell is not Python",
    ),
    "wrong day": ("day=4", "day=5", "day=5", "day=5 in a file of day 4"),
    "no title": ('title="A small day"', "", "day=4", "no title"),
    "no korean title": (' title="작은 하루"', "", 'lang="ko"', "no title"),
    "no day": (
        "# %% [markdown] day=4",
        "# %%\nx = 1\n\n# %% [markdown] day=4",
        "# %%\nx = 1",
        "which day it is",
    ),
    "second day": (
        '# %% [markdown]\nr"""\n## D',
        '# %% [markdown] day=4\nr"""\n## D',
        "day=4\nr",
        "a second cell",
    ),
    "no rubric": (
        '# %% [markdown] rubric="why"\nr"""\n2 points: the rubric\'s gradient.\n"""\n\n'
        '# %% [markdown] rubric="why" lang="ko"\nr"""\n2점: 채점 기준.\n"""\n',
        "",
        '"why" kind="explain"',
        "has no rubric",
    ),
    "rubric of code": (
        '# %% [markdown] rubric="why"',
        '# %% [markdown] rubric="double"',
        'rubric="double"',
        "not marked by hand",
    ),
    "syntax error": ("given = double(3)", "given = double(3", "given = double(3", "not Python"),
    "cell that is no program": (
        '    """The spread."""',
        "# %%\n    y = 1",
        "    y = 1",
        "not Python by itself",
    ),
    "indented header": (
        "    if x.any():",
        "    # %% here\n    if x.any():",
        "# %% here",
        "inside other code",
    ),
    "nearly a header": ("given = double(3)", "# %%time\ngiven = 1", "# %%time", "nearly a cell header"),
    "comments as prose": (
        'r"""\n## Double it\n"""',
        "# ## Double it",
        "# %% [markdown]\n# ##",
        "triple-quoted",
    ),
    "two strings": (
        'r"""\n## Double it\n"""',
        'r"""one"""\nr"""two"""',
        "# %% [markdown]\nr",
        "triple-quoted",
    ),
    "escapes in prose": ('r"""\n## Double it', '"""\n## \\nabla', '# %% [markdown]\n"""', "a backslash"),
    "raw cell": ("# %%\ngiven = double(3)\n", "# %% [raw]\n", "# %% [raw]", "a raw cell"),
    "unseen line end": ("## Double it", "## Double\u2028it", "## Double\u2028it", "U+2028"),
    "import of the course": (
        "import numpy as np",
        "import solutions.day03",
        "import solutions",
        "student's notebook",
    ),
    "code before the cells": (
        "# %% [markdown] day=4",
        "x = 1\n# %% [markdown] day=4",
        "x = 1",
        "before the first",
    ),
    "empty cell": (
        "given = double(3)\nprint(given)\n",
        "",
        "# %%\n\n# %% [markdown] exercise",
        "an empty cell",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_mistake_is_reported_at_its_line(what: str, root: Path) -> None:
    old, new, where, message = MISTAKES[what]
    path = root / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceErrors) as raised:
        load_day("day04", root)
    lines = [number for number in range(1, text.count("\n") + 1) if _starts_in(text, number, where)]
    found = [error for error in raised.value.errors if message in str(error)]
    here = [error for error in found if error.line in lines]
    assert here, str(raised.value)
    assert str(here[0]).startswith(f"solutions/day04_small.py:{here[0].line}: ")
    assert here[0].what_to_do


def _starts_in(text: str, number: int, where: str) -> bool:
    """Whether `where`, which may go over several lines, begins in that line."""
    rest = text.split("\n")[number - 1 :]
    start = "\n".join(rest).find(where)
    return 0 <= start <= len(rest[0])


def test_all_mistakes_of_a_file_come_at_once(root: Path) -> None:
    path = root / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8").replace("minutes=5", "minuts=5").replace("points=2.5", "points=0")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceErrors) as raised:
        load_day("day04", root)
    assert len(raised.value.errors) == 3  # the misspelt key, the missing one, and no points
    assert len(str(raised.value).splitlines()) == 3


def test_file_that_is_not_utf8(root: Path) -> None:
    path = root / "solutions" / "day04_small.py"
    path.write_bytes(b"# %% [markdown]\n# caf\xe9\n")
    with pytest.raises(SourceErrors, match=r"solutions/day04_small.py:2: the file is not UTF-8"):
        load_day("day04", root)


def test_file_with_a_null_byte(root: Path) -> None:
    (root / "solutions" / "day04_small.py").write_text("# %%\nx = 1\0\n")
    with pytest.raises(SourceErrors, match="not Python"):
        load_day("day04", root)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "\n\n"])
def test_file_without_cells(text: str, root: Path) -> None:
    (root / "solutions" / "day04_small.py").write_text(text)
    with pytest.raises(SourceErrors, match="does not say which day"):
        load_day("day04", root)


def test_two_sources_of_a_day(root: Path) -> None:
    (root / "solutions" / "day04_two.py").write_text("")
    with pytest.raises(SourceErrors, match=r"a second source, day04_two.py"):
        load_day("day04", root)


def test_day_that_is_not_there(root: Path) -> None:
    with pytest.raises(UnknownDayError, match="There are: day04"):
        load_day("day05", root)
    with pytest.raises(ValueError, match="is not a day"):
        load_day("../day04", root)
