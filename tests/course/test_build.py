"""Writing the lessons: complete, repeatable, and never over a learner's work."""

import json
from pathlib import Path

import nbformat
import pytest

from grader.course import SourceErrors, all_days, build, load_day, notebook_path, pristine, stale

NAME = "day04_small"


@pytest.fixture
def lesson(root: Path) -> Path:
    build(["day04"], root)
    return root / "lessons" / "en" / "day04" / f"{NAME}.ipynb"


def edit(path: Path, place: str, source: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id == f"day04-{place}":
            cell.source = source
    nbformat.write(notebook, path)


def change_source(root: Path) -> None:
    path = root / "solutions" / f"{NAME}.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace("## Double it", "## Double it now"), encoding="utf-8"
    )


def test_three_notebooks_a_day_and_the_table_of_days(root: Path, lesson: Path) -> None:
    written = {
        str(path.relative_to(root))
        for folder in ("lessons", "source")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }
    assert written == {
        f"lessons/en/day04/{NAME}.ipynb",
        f"lessons/ko/day04/{NAME}.ipynb",
        f"source/day04/{NAME}.ipynb",
        "lessons/README.md",
    }
    assert not list((root / "lessons").rglob(".*"))
    day = load_day("day04", root)
    assert notebook_path(day, "en", root) == lesson
    assert nbformat.read(lesson, as_version=4) == day.notebook("en", "student")
    assert lesson.stat().st_mode & 0o777 == (root / "solutions" / f"{NAME}.py").stat().st_mode & 0o777


def test_building_again_changes_nothing(root: Path, lesson: Path) -> None:
    before = lesson.stat().st_mtime_ns
    assert {written.status for written in build(["4"], root)} == {"unchanged"}
    assert lesson.stat().st_mtime_ns == before
    assert stale(["day04"], root) == []


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("double", "def double(x):\n    return 2 * x"),
        ("why", "Because."),
        ("prose-1", "My notes"),
        ("double", ""),
    ],
)
def test_work_is_kept(root: Path, lesson: Path, place: str, source: str) -> None:
    edit(lesson, place, source)
    mine = lesson.read_bytes()
    assert not pristine(lesson)
    written = build(["day04"], root)
    kept = lesson.with_name(f"{NAME}.yours.ipynb")
    assert [w.kept for w in written] == [kept, None, None, None]
    assert kept.read_bytes() == mine
    assert pristine(lesson)
    assert "your work" in str(written[0])
    assert stale(["day04"], root) == []
    edit(lesson, "why", "Once more.")
    build(["day04"], root)
    assert lesson.with_name(f"{NAME}.yours-2.ipynb").exists()
    assert kept.read_bytes() == mine


def test_an_added_cell_is_work(root: Path, lesson: Path) -> None:
    notebook = nbformat.read(lesson, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("my_own = 1"))
    nbformat.write(notebook, lesson)
    assert build(["day04"], root)[0].kept


def test_a_run_is_no_work(root: Path, lesson: Path) -> None:
    notebook = nbformat.read(lesson, as_version=4)
    for count, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("stream", text="seen")]
    notebook.cells.append(nbformat.v4.new_code_cell(""))
    notebook.metadata.language_info["version"] = "3.12"
    nbformat.write(notebook, lesson)
    assert pristine(lesson)
    assert stale(["day04"], root) == [
        f"lessons/en/day04/{NAME}.ipynb: not what its source gives. Run `sixblocks build`"
    ]
    assert build(["day04"], root)[0].kept is None
    assert list(lesson.parent.iterdir()) == [lesson]


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"\xff\xfe", b"[]", b'{"cells": 1}', b'{"cells": []}', b"null"]
)
def test_what_cannot_be_read_is_kept(root: Path, lesson: Path, content: bytes) -> None:
    lesson.write_bytes(content)
    kept = build(["day04"], root)[0].kept
    assert kept is not None
    assert kept.read_bytes() == content


def test_a_new_source_replaces_an_untouched_lesson(root: Path, lesson: Path) -> None:
    change_source(root)
    assert [(w.status, w.kept) for w in build(["day04"], root)] == [
        ("written", None),
        ("unchanged", None),
        ("written", None),
        ("unchanged", None),
    ]
    assert "Double it now" in lesson.read_text(encoding="utf-8")


def test_source_notebook_is_simply_replaced(root: Path, lesson: Path) -> None:
    source = root / "source" / "day04" / f"{NAME}.ipynb"
    source.write_text("{}")
    assert build(["day04"], root)[2].kept is None
    assert list(source.parent.iterdir()) == [source]


def test_nothing_is_written_when_a_source_is_wrong(root: Path) -> None:
    (root / "solutions" / "day05_wrong.py").write_text("x = 1\n")
    with pytest.raises(SourceErrors):
        build(["day04", "day05"], root)
    assert not (root / "lessons").exists()


def test_stale_names_what_is_missing_different_or_too_much(root: Path, lesson: Path) -> None:
    change_source(root)
    lessons = root / "lessons"
    (lessons / "ko" / "day04" / f"{NAME}.ipynb").unlink()
    (lessons / "en" / "day04" / "day04_old_name.ipynb").write_text("{}")
    (lessons / "en" / "day09").mkdir()
    (lessons / "en" / "day09" / "day09_gone.ipynb").write_text("{}")
    (lessons / "en" / "day04" / f"{NAME}.yours.ipynb").write_text("{}")
    (lessons / "en" / "day04" / ".ipynb_checkpoints").mkdir()
    (lessons / "en" / "day04" / ".ipynb_checkpoints" / "x.ipynb").write_text("{}")
    (lessons / "README.md").write_text("Lessons.")
    assert stale(["day04"], root).pop(2).startswith("lessons/README.md: not what")
    assert [
        message.partition(".ipynb: ")[::2] for message in stale(["day04"], root) if ".ipynb" in message
    ] == [
        (f"lessons/en/day04/{NAME}", "not what its source gives. Run `sixblocks build`"),
        (f"lessons/ko/day04/{NAME}", "missing. Run `sixblocks build`"),
        ("lessons/en/day04/day04_old_name", "no source gives this file. Delete it"),
        ("lessons/en/day09/day09_gone", "its day has no source. Delete it"),
    ]


def add_day(root: Path, number: int, name: str) -> None:
    text = (root / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
    (root / "solutions" / f"day{number:02d}_{name}.py").write_text(
        text.replace("day=4", f"day={number}").replace("A small day", "One | more"), encoding="utf-8"
    )


def test_a_new_day_changes_its_neighbours_and_the_table(root: Path, lesson: Path) -> None:
    assert "neighbours" not in lesson.read_text(encoding="utf-8")
    add_day(root, 2, "early")
    add_day(root, 7, "late")
    build(["day02", "day07"], root)
    assert [message.split(":")[0] for message in stale(all_days(root), root)] == [
        f"lessons/en/day04/{NAME}.ipynb",
        f"lessons/ko/day04/{NAME}.ipynb",
        "lessons/README.md",
    ]
    assert stale(["day07"], root) == []  # one day alone does not answer for the table
    build(["day07", "day02", "day04"], root)
    assert stale(all_days(root), root) == []
    links = {
        "en": "[← Day 2](../day02/day02_early.ipynb) · [Day 7 →](../day07/day07_late.ipynb)",
        "ko": "[← 2일 차](../day02/day02_early.ipynb) · [7일 차 →](../day07/day07_late.ipynb)",
    }
    for lang, text in links.items():
        folder = root / "lessons" / lang / "day04"
        assert nbformat.read(folder / f"{NAME}.ipynb", as_version=4).cells[-1].source == text
        assert (folder / "../day02/day02_early.ipynb").is_file()
    first = nbformat.read(root / "lessons/en/day02/day02_early.ipynb", as_version=4)
    assert first.cells[-1].source == f"[Day 4 →](../day04/{NAME}.ipynb)"
    table = [line for line in (root / "lessons" / "README.md").read_text().splitlines() if "| 51 |" in line]
    assert table[1] == (
        "| 4 | A small day<br>작은 하루 | 51 | 12.5 | 5 "
        f"| [English](en/day04/{NAME}.ipynb) · [한국어](ko/day04/{NAME}.ipynb) |"
    )
    assert len(table) == 3
    assert r"One \| more" in table[0]


def test_the_text_of_a_lesson_is_readable_in_a_diff(lesson: Path) -> None:
    text = lesson.with_name(f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "한국어" in text  # not as escapes
    assert isinstance(json.loads(text)["cells"][0]["source"], list)  # line by line
