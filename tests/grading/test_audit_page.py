"""The audit's page: what has changed is due, what was audited is noted, the rest stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import load_day
from grader.grading import depends
from grader.grading.audit_page import AuditPage, due, engine_key, exercise_keys, read
from grader.judge import AuditRow
from grader.text import Text

DAYS = [load_day("day04"), load_day("day07")]
KEYS = exercise_keys(DAYS)


def _rows(exercise: str, ok: bool = True) -> list[AuditRow]:
    kinds = ("stub", "solution", "alternative", "misconception")
    return [AuditRow(exercise, kind, "v", (True, ok or kind != "misconception")) for kind in kinds]


def _audited() -> AuditPage:
    """A page of a clean audit of everything."""
    page = AuditPage()
    for day, name in KEYS:
        page.record(day, _rows(name), KEYS)
    return page


def test_without_a_page_everything_is_due() -> None:
    assert due(KEYS, AuditPage(), 1) == list(KEYS)


def test_after_a_clean_audit_a_tenth_is_due_and_the_seed_says_which() -> None:
    page = _audited()
    chosen = due(KEYS, page, 1)
    assert len(chosen) == -(-len(KEYS) // 10)
    assert due(KEYS, page, 1) == chosen
    assert any(due(KEYS, page, seed) != chosen for seed in range(2, 9))


def test_an_exercise_with_another_key_is_due() -> None:
    page = _audited()
    changed = {**KEYS, ("day07", "LayerNorm"): "another"}
    assert page.changed(changed) == [("day07", "LayerNorm")]
    assert all(("day07", "LayerNorm") in due(changed, page, seed) for seed in range(5))


def test_another_engine_makes_everything_due(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _audited()
    monkeypatch.setattr(depends, "version", lambda name: "99")
    assert page.changed(KEYS) == list(KEYS)


def test_an_audit_with_another_engine_does_not_vouch_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _audited()
    monkeypatch.setattr(depends, "version", lambda name: "99")
    page.record("day04", _rows("softmax"), KEYS)
    assert ("day04", "softmax") not in page.changed(KEYS)
    assert len(page.changed(KEYS)) == len(KEYS) - 1


def test_an_exercise_that_is_not_clean_stays_due() -> None:
    page = _audited()
    page.record("day04", _rows("softmax", ok=False), KEYS)
    assert page.changed(KEYS) == [("day04", "softmax")]
    assert page.cells["day04", "softmax"].endswith("0 of 1")


def test_a_page_that_is_read_again_says_the_same(tmp_path: Path) -> None:
    page, path = _audited(), tmp_path / "audit.md"
    page.record("day04", _rows("softmax", ok=False), KEYS)
    path.write_text(page.text(DAYS, 5), "utf-8")
    assert read(path) == page
    assert read(path).engine == engine_key()


def test_an_exercise_that_is_gone_leaves_the_page(tmp_path: Path) -> None:
    page = _audited()
    page.cells["day04", "gone"], page.keys["day04", "gone"] = "1 of 1", "abc"
    assert "gone" not in page.text(DAYS, 5)


def test_a_key_changes_with_the_lesson_s_code_and_not_with_its_prose() -> None:
    def with_more(role: str) -> str:
        cells = [
            replace(cell, source=Text(cell.source.en + "\n# more", cell.source.ko + "\n# more"))
            if cell.role == role
            else cell
            for cell in DAYS[0].cells
        ]
        return exercise_keys([replace(DAYS[0], cells=tuple(cells))])["day04", "softmax"]

    assert with_more("exercise") != KEYS["day04", "softmax"]
    assert with_more("prose") == KEYS["day04", "softmax"]
