"""What `make` does on a machine that has nothing yet: find a Python, install the lock, say what went wrong."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
HONEST = f'exec "{sys.executable}" "$@"'


@pytest.mark.parametrize("system", ["linux", "macos", "windows"])
@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0"])
def test_the_lock_installs_on_every_python(python: str, system: str, tmp_path: Path) -> None:
    """Every pin has a wheel for it, every dependency is pinned with its hashes. torch is not among them."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("uv"),
            *("pip", "install", "--dry-run", "--no-config", "--require-hashes", "--only-binary", ":all:"),
            *("--python-version", python, "--python-platform", system, "--target", tmp_path),
            *("-r", ROOT / "requirements.lock"),
        ],
        capture_output=True,
        text=True,
    )
    if "error sending request" in done.stderr or "network was disabled" in done.stderr:
        pytest.skip("No index of packages can be reached.")
    assert done.returncode == 0, done.stderr


def test_the_lock_names_no_index() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_what_the_lock_is_told_of_torch_is_what_torch_needs() -> None:
    """`make lock` does not ask torch itself, which would bring CUDA into the lock."""
    (told,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["dependency-metadata"]
    asked = map(Requirement, importlib.metadata.requires("torch") or [])
    needed = {r.name: r.specifier for r in asked if not r.name.startswith(("nvidia-", "cuda-", "triton"))}
    extras = {"optree", "opt-einsum", "pyyaml"}
    assert {r.name: r.specifier for r in map(Requirement, told["requires-dist"])} == {
        name: specifier for name, specifier in needed.items() if name not in extras
    }
    assert f"torch=={told['version']}" in (ROOT / "requirements-torch.txt").read_text().splitlines()


def _pythons(folder: Path, commands: dict[str, str]) -> Path:
    """A folder with these commands: name to the shell line that it runs."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, line in commands.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return folder


def _find(*path: Path, environment: Path | str = "none", asked: str = "") -> subprocess.CompletedProcess[str]:
    """Run tools/find-python where nothing but these folders is on PATH."""
    return subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find-python", environment, asked],
        env={"PATH": ":".join(map(str, path))},
        capture_output=True,
        text=True,
    )


def _as_version(version: str) -> str:
    """A Python that says it is of this version and is otherwise this one."""
    return f'case "$*" in *version_info*) echo {version} ;; *) {HONEST} ;; esac'


def test_the_first_suitable_python_is_taken(tmp_path: Path) -> None:
    _pythons(tmp_path, {"python3": _as_version("3.12"), "python3.13": _as_version("3.13")})
    assert _find(tmp_path).stdout.strip() == str(tmp_path / "python3.13")


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.14"])
def test_a_python3_that_is_too_old_or_too_new_is_passed_over(version: str, tmp_path: Path) -> None:
    found = _find(_pythons(tmp_path, {"python3": _as_version(version)}))
    assert found.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13, and none was found" in found.stderr


def test_a_command_of_a_version_that_is_not_installed_does_not_hide_one_that_is(tmp_path: Path) -> None:
    """pyenv leaves such commands; the same name further on in PATH works."""
    shims = _pythons(tmp_path / "shims", {"python3.11": "echo pyenv: not installed >&2; exit 127"})
    real = _pythons(tmp_path / "real", {"python3.11": _as_version("3.11")})
    assert _find(shims, real).stdout.strip() == str(real / "python3.11")


def test_a_python_without_venv_leads_to_debian_s_package(tmp_path: Path) -> None:
    line = f'case "$*" in *ensurepip*) exit 1 ;; *) {_as_version("3.12")} ;; esac'
    found = _find(_pythons(tmp_path, {"python3.12": line}))
    assert found.returncode == 1
    assert "sudo apt install python3.12-venv" in found.stderr


def test_the_python_that_is_asked_for_is_taken_or_refused(tmp_path: Path) -> None:
    commands = {"python3.11": _as_version("3.11"), "mine": _as_version("3.13"), "old": _as_version("3.8")}
    _pythons(tmp_path, commands)
    assert _find(tmp_path, asked="mine").stdout.strip() == str(tmp_path / "mine")
    for name in ("old", "nowhere"):
        found = _find(tmp_path, asked=name)
        assert found.returncode == 1
        assert found.stderr.startswith(f"{name} is not a Python that Sixblocks runs on")


def test_the_environment_s_own_python_goes_first(tmp_path: Path) -> None:
    """Else a new lock would replace an environment made with PYTHON=… by one of another Python."""
    environment = tmp_path / "environment"
    _pythons(environment / "bin", {"python": _as_version("3.13")})
    path = _pythons(tmp_path / "path", {"python3.11": _as_version("3.11")})
    assert _find(path, environment=environment).stdout.strip() == str(environment / "bin" / "python")


def _install() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", ROOT / "tools" / "install.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["install"] = module  # dataclasses looks for it there
    spec.loader.exec_module(module)
    return module


def test_the_bar_follows_what_pip_says() -> None:
    step = _install().Step("packages", 1.0, 5, [])
    seen = []
    for line in [
        "Ignoring colorama: markers \"sys_platform == 'win32'\" don't match your environment\n",
        "Collecting numpy==2.4.6 (from -r requirements.lock (line 1))\n",
        "  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)\n",
        "Requirement already satisfied: six==1.17.0 in ./lib (from -r requirements.lock (line 4))\n",
        "Processing /wheels/torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl\n",
        "Collecting jinja2\n",
        "Installing collected packages: numpy, torch, jinja2\n",
    ]:
        step.read(line)
        seen.append((step.fraction(), step.latest))
    assert [fraction for fraction, _ in seen] == [0, 3 / 16, 3 / 16, 6 / 16, 9 / 16, 12 / 16, 12 / 16]
    assert seen[2][1] == "numpy (16.9 MB)"
    step.installed = 3
    assert step.fraction() == 1


def test_a_failure_shows_pip_s_last_lines_and_where_the_rest_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "requirements.lock").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    done = subprocess.run(
        [sys.executable, tmp_path / "tools" / "install.py", tmp_path / "env"],
        env=os.environ | {"PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "No matching distribution found for no-such-package==1.0" in done.stdout
    assert str(tmp_path / "env" / "install.log") in done.stdout
    assert done.stdout.count("\n") < 15


SLOW = "echo first; sleep 1; echo first"
QUICK = "echo second; exit"


@pytest.mark.parametrize(("first", "second", "status"), [(0, 0, 0), (3, 0, 3), (0, 4, 4), (3, 4, 4)])
def test_what_runs_beside_is_shown_afterwards_and_both_count(first: int, second: int, status: int) -> None:
    commands = [f"sh -c '{SLOW}; exit {first}'", f"sh -c '{QUICK} {second}'"]
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "beside.py", *commands], capture_output=True, text=True
    )
    assert done.stdout.split() == ["first", "first", "second"]
    assert done.returncode == status
    assert ("Failed, with status 3" in done.stderr) == bool(first)
