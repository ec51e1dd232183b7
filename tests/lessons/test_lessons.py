"""Every day's notebooks, as they are handed out."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from grader.text import LANGS, Lang
from grader.course import ROOT, Day, all_days, load_day, notebook_path

DAYS = [load_day(day) for day in all_days()]
DAY = pytest.mark.parametrize("day", DAYS, ids=lambda day: day.id)
LANG = pytest.mark.parametrize("lang", LANGS)


def _handed_out(day: Day, lang: Lang) -> NotebookNode:
    return nbformat.read(notebook_path(day, lang, ROOT), as_version=4)


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@DAY
def test_the_solutions_run_from_a_clean_kernel_and_pass_the_hidden_checks(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The instructor's notebook: its check cells hold the hidden block, which raises unless passed.

    As under nbgrader's Validate: training is short, plots are drawn. `make full-length` runs them as students do.
    """
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    notebook = day.notebook("en", "source")
    assert sum("BEGIN HIDDEN TESTS" in cell.source for cell in notebook.cells) == sum(
        e.kind != "explain" for e in day.exercises
    )
    NotebookClient(notebook, timeout=300).execute()
    pictures = [o for c in _code(notebook) for o in c.outputs if "image/png" in o.get("data", {})]
    assert pictures
    for picture in pictures:
        assert picture.metadata.get("image/png", {}).get("alt", "").strip(), "a figure without alt text"


@DAY
def test_the_student_notebook_stops_at_the_first_unsolved_exercise_and_names_it(day: Day) -> None:
    notebook = _handed_out(day, "en")
    with pytest.raises(CellExecutionError, match=f"NotImplementedError.*{day.exercises[0].name}"):
        NotebookClient(notebook, timeout=300).execute()


@DAY
@LANG
def test_nothing_is_given_away(day: Day, lang: Lang) -> None:
    notebook = _handed_out(day, lang)
    text = nbformat.writes(notebook)
    for mark in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "grader.checks", "rubric"):
        assert mark not in text
    for cell in _code(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None
    given = {line.strip() for cell in _code(notebook) for line in cell.source.splitlines()}
    for exercise in day.exercises:
        if exercise.kind == "explain":
            assert exercise.model_answer is not None
            assert exercise.model_answer[lang][:80] not in text
        elif exercise.kind != "bug":  # there the code with the bug is given, and most of it is right
            marked = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", exercise.solution, re.DOTALL)
            lines = [line.strip() for region in marked for line in region.splitlines()]
            own = [line for line in lines if len(line) > 25 and not line.startswith("#")]
            assert not [line for line in own if line in given], exercise.name


@DAY
def test_both_languages_have_the_same_cells_and_the_same_code(day: Day) -> None:
    english, korean = _handed_out(day, "en"), _handed_out(day, "ko")
    assert len(english.cells) == len(korean.cells)
    for one, other in zip(english.cells, korean.cells, strict=True):
        assert (one.id, one.cell_type) == (other.id, other.cell_type)
        if one.cell_type == "code":
            assert _differ_in_texts_alone(ast.parse(one.source), ast.parse(other.source)), one.id
            assert _but_for_checksum(one) == _but_for_checksum(other)
        else:
            assert one.source.count("![") == other.source.count("![")
            assert one.source.count("$$") == other.source.count("$$")
            assert re.search("[가-힣]", other.source) or not re.search(
                "[a-z]{4}", re.sub("`.*?`|<.*?>", "", other.source)
            )


def _differ_in_texts_alone(one: ast.AST, other: ast.AST) -> bool:
    """Whether two syntax trees are the same but for strings that are Korean in the second.

    What fills a string is the same, in any order; keys and what is compared are the same in everything.
    """
    if type(one) is not type(other) or isinstance(one, ast.Compare):
        return ast.dump(one) == ast.dump(other)
    if isinstance(one, ast.Constant | ast.JoinedStr):
        fields = [
            sorted(ast.dump(part) for part in ast.walk(side) if isinstance(part, ast.FormattedValue))
            for side in (one, other)
        ]
        english, korean = ast.unparse(one), ast.unparse(other)
        return fields[0] == fields[1] and (english == korean or bool(re.search("[가-힣]", korean)))
    for name, ours in ast.iter_fields(one):
        theirs = getattr(other, name)
        exact = name in ("keys", "slice")
        pairs = list(zip(ours, theirs, strict=False)) if isinstance(ours, list) else [(ours, theirs)]
        if isinstance(ours, list) and len(ours) != len(theirs):
            return False
        for here, there in pairs:
            if not isinstance(here, ast.AST) or not isinstance(there, ast.AST):
                if here != there:
                    return False
            elif ast.dump(here) != ast.dump(there) if exact else not _differ_in_texts_alone(here, there):
                return False
    return True


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("f(1)", "f(2)"),
        ("f(x)", "f(y)"),
        ("f('one two')", "f('three four')"),
        ("d['one']", "d['하나']"),
        ("{'one': 1}", "{'하나': 1}"),
        ("x == 'one'", "x == '하나'"),
        ("f'{x} of {y}'", "f'{x}의 {z}'"),
        ("f'{x:.2f} of'", "f'{x:.3f}의'"),
        ("f('one')", "f('하나', '둘')"),
        ("f(a='one')", "f(b='하나')"),
    ],
)
def test_more_than_texts_is_told_apart(english: str, korean: str) -> None:
    assert not _differ_in_texts_alone(ast.parse(english), ast.parse(korean))
    assert _differ_in_texts_alone(ast.parse(english), ast.parse(english))


def _but_for_checksum(cell: NotebookNode) -> dict:
    return {**cell.metadata, "nbgrader": {**cell.metadata.nbgrader, "checksum": None}}


@DAY
@LANG
def test_every_figure_has_alt_text(day: Day, lang: Lang) -> None:
    found = 0
    for cell in _handed_out(day, lang).cells:
        if cell.cell_type == "markdown":
            assert "<img" not in cell.source
            for alt, target in re.findall(r"!\[(.*?)\][(\[](.*?)[)\]]", cell.source, re.DOTALL):
                found += 1
                assert len(alt) > 40, target
                assert f"[{target}]: data:image/" in cell.source, "a figure that does not travel with the notebook"
    assert found


@DAY
def test_the_korean_is_in_one_voice(day: Day) -> None:
    """해요체 everywhere: no sentence ends in 합니다체."""
    for cell in _handed_out(day, "ko").cells:
        if cell.cell_type == "markdown":
            assert not re.findall(r".{0,20}(?:습니다|ㅂ니다|[합입됩집갑옵줍봅]니다)[.!?]?", cell.source)


@DAY
def test_a_day_takes_one_to_two_hours(day: Day) -> None:
    assert 60 <= sum(e.minutes for e in day.exercises) <= 120
    kinds = {e.kind for e in day.exercises}
    assert {"code", "bug", "quiz", "experiment"} <= kinds
