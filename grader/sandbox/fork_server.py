"""The host's side of the fork server: started when first needed, replaced when it died, ended with this process."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from typing import Any

from grader.sandbox import fonts, walls
from grader.wire.protocol import SandboxDied

BOOT = "import sys; sys.path.insert(0, {inside!r}); from grader.sandbox.forking import main; main()"


class ForkServer:
    """One fork server. Forked copies of this object may ask it for workers, too; only its maker can end it."""

    def __init__(self, trust: bool, libraries: frozenset[str]) -> None:
        """Start it; what it loads, it loads while we go on. Raises WallsMissing."""
        self.trust = trust
        self.libraries = libraries
        self._maker = os.getpid()
        self._inner: int | None = None
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = self._spawn(theirs)

    @property
    def alive(self) -> bool:
        """Whether it still holds its end of the line: false from the moment of its death on."""
        if self._requests.fileno() < 0:  # closed here
            return False
        poll = select.poll()
        poll.register(self._requests, 0)
        return not poll.poll(0)

    def fork(self, asked: dict[str, Any], line: socket.socket, control: socket.socket) -> None:
        """Ask for a worker with these settings at the other end of `line` and `control`. Raises SandboxDied."""
        try:
            socket.send_fds(self._requests, [json.dumps(asked).encode()], [line.fileno(), control.fileno()])
        except OSError as error:
            raise SandboxDied(f"the fork server did not start or is gone: {self.last_words()}") from error

    def last_words(self) -> str:
        """What it said on its way to being ready, if it did not get there."""
        assert self._process.stderr is not None
        ready, _, _ = select.select([self._process.stderr], [], [], 1)
        said = os.read(self._process.stderr.fileno(), 10_000) if ready else b""
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def close(self) -> None:
        """End it and all its workers, and wait until they are gone."""
        self._requests.close()
        if os.getpid() != self._maker:
            return
        if self._inner is not None and self._process.poll() is None:
            # The first process of its namespace. When it ends the kernel ends all the others first, and then
            # bubblewrap, outside, ends by itself.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self._inner, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _spawn(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        inside = str(walls.PACKAGE.parent) if self.trust else walls.INSIDE
        settings: dict[str, Any] = {
            "inside": inside,
            "walls": not self.trust,
            "libraries": sorted(self.libraries),
            "own_uid": not self.trust and walls.way() == "own-uid",
            "uids": [walls.UIDS.start, walls.UIDS.stop],
            "temporary": walls.TEMPORARY,
            "kept": walls.in_temporary(),
            "fonts": [walls.FONTS, walls.MATPLOTLIB],
            "environment": environment(tempfile.gettempdir() if self.trust else None),
        }
        code = BOOT.format(inside=inside)
        python = [sys.executable, "-I", "-B", "-X", "utf8", "-c", code, str(theirs.fileno())]
        with contextlib.ExitStack() as stack:
            fds = [theirs.fileno()]
            front: list[str] = []
            if not self.trust:
                # On a descriptor: the folders of the host shall not stand in a process list.
                asked = stack.enter_context(tempfile.TemporaryFile())
                asked.write(walls.arguments())
                asked.seek(0)
                told, tell = os.pipe()
                told_file = stack.enter_context(open(told, "rb"))
                tell_file = stack.enter_context(open(tell, "wb"))
                fds += [asked.fileno(), tell]
                front = [walls.bubblewrap(), "--args", str(asked.fileno()), "--info-fd", str(tell), "--"]
            process = subprocess.Popen(
                [*front, *python, json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={},
                pass_fds=fds,
                start_new_session=True,
            )
            if not self.trust:
                tell_file.close()
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    self._inner = int(json.loads(told_file.read())["child-pid"])
        return process


_shared: dict[bool, ForkServer] = {}
_lock = threading.Lock()


def ensure_fork_server(trust: bool = False, libraries: frozenset[str] | None = None) -> ForkServer:
    """This process's fork server; a new one if there is none, or it died, or lacks a library. Raises WallsMissing.

    libraries: what of grader.sandbox.preload.LIBRARIES is needed; as last time, at first only torch, if not given.
        What the fork server does not have, a worker that wants it loads itself.
    """
    with _lock:
        found = _shared.get(trust)
        needed = libraries if libraries is not None else found.libraries if found else frozenset({"torch"})
        if found is None or not found.alive or not needed <= found.libraries:
            if found is not None:
                found.close()
            found = _shared[trust] = ForkServer(trust, needed)
        return found


@atexit.register
def stop_fork_servers() -> None:
    """End the fork servers of this process; the next sandbox starts a new one."""
    with _lock:
        while _shared:
            _shared.popitem()[1].close()


def environment(home: str | None) -> dict[str, str]:
    """All that a notebook finds in its environment; `home`: its folder, where there are no walls."""
    temporary = home or "/tmp"
    one_thread = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    return {
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), "/usr/bin", "/bin"]),
        "HOME": home or walls.HOME,
        "TMPDIR": temporary,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": walls.MATPLOTLIB if home is None else fonts.cache_folder(),
        "IPYTHONDIR": os.path.join(temporary, "ipython"),
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(one_thread, "1"),
    }
