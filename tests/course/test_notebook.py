"""What the notebooks hold, and above all what the student's must not hold."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from grader.course import Day, all_days, day_id, load_day
from grader.text import LANGS, Lang

SECRETS = (
    "SOLUTION",
    "HIDDEN",
    "grader",
    "secret",
    "비밀",
    "rubric",
    "채점 기준",
    "giveaway",
    "swapaxes",
    "because",
    '"B"',
)


@pytest.fixture
def day(root: Path) -> Day:
    return load_day("day04", root)


def cell(notebook: NotebookNode, place: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if cell.id == f"day04-{place}"]
    return found


def test_day(day: Day, root: Path) -> None:
    assert (day.id, day.number, day.name) == ("day04", 4, "day04_small")
    assert (day.title.en, day.title["ko"]) == ("A small day", "작은 하루")
    assert [(e.name, e.kind, e.points, e.minutes, e.difficulty) for e in day.exercises] == [
        ("double", "code", 3, 5, 1),
        ("scores", "bug", 2, 10, 3),
        ("family", "quiz", 2.5, 4, 2),
        ("why", "explain", 4, 12, 2),
        ("spread", "experiment", 1, 20, 5),
    ]
    double = day.exercise("double")
    assert [hint.ko for hint in double.hints] == ["무언가를 **더해** 보세요.", "둘째.", "셋째."]
    assert "return x * 2" in double.solution
    assert double.check.en == 'assert double(2) == 4, "Is double(2) twice 2?"'
    source = (root / "solutions" / "day04_small.py").read_text(encoding="utf-8")
    assert source.split("\n")[double.line - 1].startswith('# %% exercise="double"')
    why = day.exercise("why")
    assert why.rubric is not None
    assert why.rubric.ko == "2점: 채점 기준."
    assert why.model_answer is not None
    assert why.model_answer.en == "Because of the gradient, the secret."
    assert why.check.en == ""


@pytest.mark.parametrize("given", ["day04", "4", "04", 4, "Day4"])
def test_day_is_written_in_many_ways(given: str | int, root: Path) -> None:
    assert day_id(given) == "day04"
    assert load_day(given, root).id == "day04"
    assert all_days(root) == ["day04"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("audience", ["student", "source"])
def test_notebook_is_valid_and_the_same_each_time(day: Day, root: Path, lang: Lang, audience: str) -> None:
    notebook = day.notebook(lang, audience)  # type: ignore[arg-type]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    again = load_day("day04", root).notebook(lang, audience)  # type: ignore[arg-type]
    assert nbformat.writes(again) == nbformat.writes(notebook)


@pytest.mark.parametrize("lang", LANGS)
def test_student_sees_no_solution(day: Day, lang: Lang) -> None:
    text = "\n".join(cell.source for cell in day.notebook(lang, "student").cells)
    for secret in SECRETS:
        assert secret not in text, secret
    metadata = json.dumps([cell.metadata for cell in day.notebook(lang, "student").cells])
    assert "stub" not in metadata


def test_languages_have_the_same_cells(day: Day) -> None:
    for audience in ("student", "source"):
        english, korean = (day.notebook(lang, audience) for lang in LANGS)  # type: ignore[arg-type]
        assert [c.id for c in english.cells] == [c.id for c in korean.cells]
        assert len({c.id for c in english.cells}) == len(english.cells)
        for one, other in zip(english.cells, korean.cells, strict=True):
            assert one.cell_type == other.cell_type
            if one.cell_type == "code":
                assert one == other
            elif "nbgrader" in one.metadata:
                assert one.metadata.nbgrader.grade_id == other.metadata.nbgrader.grade_id
            else:
                assert one.metadata == other.metadata == {}


def test_what_the_student_starts_with(day: Day) -> None:
    notebook = day.notebook("en", "student")
    assert cell(notebook, "double").source == (
        'def double(x):\n    """Twice x, shape (...)."""\n'
        '    # YOUR CODE HERE\n    raise NotImplementedError("double is not written yet")'
    )
    assert cell(notebook, "scores").source == (
        'def scores(query, key):\n    """Scores, shape (..., T_q, T_k)."""\n'
        "    turned = key.T\n\n    return query @ turned\n\n\n"
        "# A: one thing.  B: another.\nscores_reason = None"
    )
    assert cell(notebook, "family").source == (
        "family = {\n    # Reads both ways: 양방향\n"
        '    "label_reviews": None,  # which one?\n    "한국어": None,\n}'
    )
    assert cell(notebook, "why").source == "Why residuals?\n\nYOUR ANSWER HERE"
    korean = day.notebook("ko", "student")
    assert cell(korean, "why").source == "잔차 연결은 왜 필요한가요?\n\n여기에 답을 쓰세요"
    assert cell(notebook, "given-1").source.endswith("# cat the heads: a comment, not a shell command")


def test_metadata_for_nbgrader(day: Day) -> None:
    notebook = day.notebook("en", "student")
    expected = {
        # place: (grade_id, grade, solution, locked, points)
        "given-1": ("given_1", False, False, True, None),
        "double": ("double", False, True, False, None),
        "double-check": ("double_check", True, False, True, 3),
        "family-check": ("family_check", True, False, True, 2.5),
        "given-2": ("given_2", False, False, True, None),
        "why": ("why", True, True, False, 4),
    }
    for place, (grade_id, grade, solution, locked, points) in expected.items():
        found = cell(notebook, place)
        marks = found.metadata.nbgrader
        assert (marks.grade_id, marks.grade, marks.solution, marks.locked) == (
            grade_id,
            grade,
            solution,
            locked,
        )
        assert marks.get("points") == points
        assert marks.schema_version == 3
        assert marks.cell_type == found.cell_type
        assert marks.checksum == compute_checksum(found)
        assert found.metadata.deletable is False
        assert found.metadata.get("editable", True) is not locked


def test_source_form(day: Day) -> None:
    notebook = day.notebook("en", "source")
    assert cell(notebook, "double-check").source == (
        'assert double(2) == 4, "Is double(2) twice 2?"\n'
        "### BEGIN HIDDEN TESTS\n"
        'from grader.checks import hidden; hidden("day04", "double", globals())\n'
        "### END HIDDEN TESTS"
    )
    for exercise in day.exercises:
        found = cell(notebook, exercise.name)
        assert found.source == exercise.solution
        assert found.metadata.sixblocks.stub == exercise.stub.en
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "rubric" not in text  # nothing of nbgrader would take it out again


def test_facts_and_overview(day: Day) -> None:
    english, korean = (day.notebook(lang, "student") for lang in LANGS)
    assert cell(english, "double-facts").source == (
        "**Exercise 1 of 5: `double`** · code · difficulty ●○○○○ (1/5) · about 5 minutes · 3 points"
    )
    assert cell(korean, "why-facts").source == (
        "**연습 문제 4/5: `why`** · 글로 설명하기 · 난이도 ●●○○○ (2/5) · 약 12분 · 4점 · 사람이 직접 채점해요"
    )
    assert cell(english, "spread-facts").source.endswith("· 1 point")
    assert [c.id for c in english.cells[:2]] == ["day04-day", "day04-overview"]
    overview = cell(english, "overview").source
    assert "| 3 | `family` | quiz | ●●○○○ (2/5) | 4 min | 2.5 |" in overview
    assert "| **51 min** | **12.5** |" in overview
    assert "not full marks" in overview
    assert "`sixblocks check day04`" in overview
    assert "`sixblocks check day04 --lang ko`" in cell(korean, "overview").source


def test_heading_is_made_unless_the_author_wrote_one(root: Path) -> None:
    path = root / "solutions" / "day04_small.py"
    assert cell(load_day(4, root).notebook("ko", "student"), "day").source.startswith(
        "# 4일차: 작은 하루\n\n"
    )
    text = path.read_text(encoding="utf-8").replace("Welcome", "# My own\n\nWelcome")
    path.write_text(text, encoding="utf-8")
    assert cell(load_day(4, root).notebook("en", "student"), "day").source.startswith("# My own\n\nWelcome")


def test_hints_are_folded_and_rendered(day: Day) -> None:
    hint = cell(day.notebook("en", "student"), "double-hint-1").source
    assert hint == (
        "<details>\n<summary>Hint 1 of 3: a nudge</summary>\n\n"
        "Add **something**:\n\n```python\ny = 1\n```\n\n</details>"
    )
    assert (
        "<summary>힌트 3/3: 거의 정답</summary>"
        in cell(day.notebook("ko", "student"), "double-hint-3").source
    )


def test_figures_travel_with_the_notebook(day: Day, root: Path) -> None:
    source = cell(day.notebook("ko", "student"), "day").source
    data = base64.b64encode((root / "solutions" / "figures" / "boxes.svg").read_bytes()).decode()
    assert "![상자 두 개와 화살표][boxes.svg]" in source
    assert source.endswith(f"\n\n[boxes.svg]: data:image/svg+xml;base64,{data}")


@pytest.mark.parametrize(
    "start",
    [
        "# Copyright of the course\n\n",
        "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n#     display_name: Python 3\n#     language: python\n"
        "# ---\n\n",
        "\ufeff",
    ],
)
def test_what_stands_before_the_first_cell_is_left_out(start: str, root: Path, day: Day) -> None:
    path = root / "solutions" / "day04_small.py"
    path.write_text(start + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_day("day04", root).notebook("en", "student") == day.notebook("en", "student")


def test_windows_line_ends(root: Path, day: Day) -> None:
    path = root / "solutions" / "day04_small.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_day("day04", root).notebook("en", "source") == day.notebook("en", "source")


def test_reading_a_day_needs_no_array_library() -> None:
    code = "import sys, grader.course; print({'numpy', 'torch', 'nbgrader'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
