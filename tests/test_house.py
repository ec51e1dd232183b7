"""The rules of the house: pins agree, imports go one way, nothing is stale."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from grader.checks import load
from grader.course import all_days, load_day
from grader.grading.audit_page import COLUMNS
from grader.grading.auditing import lesson_cells
from grader.judge.audit import _cases

ROOT = Path(__file__).parent.parent


def _pins(lines: list[str]) -> dict[str, Version]:
    pins = (re.match(r"([\w.-]+)==([^ ;]+)", line) for line in lines)
    return {canonicalize_name(pin[1]): Version(pin[2]) for pin in pins if pin}


def _locked() -> dict[str, Version]:
    files = [ROOT / "requirements.lock", ROOT / "requirements-torch.txt"]
    return _pins([line for file in files for line in file.read_text().splitlines()])


def _asked_for() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]


def test_every_range_admits_its_pin() -> None:
    locked = _locked()
    for requirement in _asked_for():
        assert locked[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_environment_yml_has_the_same_pins() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (pip,) = [item["pip"] for item in environment["dependencies"] if isinstance(item, dict)]
    locked = _locked()
    assert _pins(pip) == {(name := canonicalize_name(r.name)): locked[name] for r in _asked_for()}


def test_one_version_is_locked_for_every_python() -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert len(names) == len(set(names))


def test_torch_is_pinned() -> None:
    assert _locked()["torch"] == Version("2.13.0")


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_readme_names_commands_that_exist() -> None:
    from typer.main import get_command

    from grader.cli import app

    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text()
        assert set(re.findall(r"sixblocks ([a-z][a-z-]*)", text)) <= commands, page
        assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets, page


def test_the_page_of_the_audit_names_every_version() -> None:
    """The audit itself runs in CI; here: the page is of these exercises and of this number of versions."""
    lines = (ROOT / "docs" / "audit.md").read_text("utf-8").splitlines()
    told = [line for line in lines if line.startswith("| `")]
    expected = []
    for day in map(load_day, all_days()):
        book = load(day.id)
        for subject in lesson_cells(day):
            if subject.kind != "given":
                kinds = [case.kind for case in _cases(book, subject)]
                numbers = [sum(kind in wanted for kind in kinds) for wanted in COLUMNS.values()]
                cells = [f"{number} of {number}" if number else "–" for number in numbers]
                expected.append(f"| `{subject.name}` | {' | '.join(cells)} |")
    assert told == expected
