"""The fork server behind the outer wall: loads what notebooks need, once, and forks a worker for each submission.

The host asks for a worker with one message and two sockets: the *line*, over which it will talk to the worker, and
the *control pipe*. The worker lives as long as both ends hold it: when the host lets go (or dies), the worker is
killed with all that it started; when the worker and all that it started are gone, this process lets go.

Only code of ours runs here. It is one thread, and it stays small: what it loads, every worker shares.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from grader.sandbox.lockdown import next_child_is_alone

WATCH_SECONDS = 0.2
MESSAGE_BYTES = 2**16
HELD = ("RssAnon", "RssShmem", "VmSwap")  # all but pages of files


def main() -> None:
    """Load, then fork workers until the host hangs up. In a worker, run it.

    The command line gives the number of the inherited socket for requests and the settings as JSON.
    """
    settings = json.loads(sys.argv[2])
    requests = socket.socket(fileno=int(sys.argv[1]))
    requests.set_inheritable(False)
    os.environ.update(settings["environment"])
    from grader.sandbox import worker  # loads NumPy, which looks into the environment

    if settings["walls"]:
        worker.lay_out_fonts(settings["fonts"])
    sys.path.remove(settings["inside"])
    sys.argv[:] = [""]
    gc.disable()
    ready = worker.prepare(settings["libraries"])
    gc.enable()
    gc.freeze()  # the collector shall not write into pages that all workers share
    with open(os.devnull, "wb") as nothing:  # until here, errors of ours went to the host
        os.dup2(nothing.fileno(), 2)
    asked, line = _Forks(requests, settings).serve()
    worker.run(ready, {**settings, **asked}, line)


@dataclass
class _Child:
    """A worker, as this process knows it."""

    pid: int
    uid: int
    control: socket.socket
    memory: int


class _Forks:
    """Forks, kills and reaps workers."""

    def __init__(self, requests: socket.socket, settings: dict[str, Any]) -> None:
        self._requests = requests
        self._walls: bool = settings["walls"]
        self._uids = list(range(*settings["uids"]))
        random.shuffle(self._uids)  # several graders may run on one machine
        self._children: dict[int, _Child] = {}
        self._own_processes = os.open("/proc/self/ns/pid", os.O_RDONLY) if self._walls else -1
        self._watched = 0.0
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)

    def serve(self) -> tuple[dict[str, Any], socket.socket]:
        """Returns only in a worker: what was asked for it, and its line. All ends with the host's end of the socket for requests."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno())
        while True:
            controls = [child.control for child in self._children.values()]
            readable = [self._requests, self._woken, *controls]
            ready, _, _ = select.select(readable, [], [], WATCH_SECONDS if controls else None)
            with contextlib.suppress(BlockingIOError):
                self._woken.recv(4096)
            for child in self._children.values():
                if child.control in ready:
                    self._kill(child)
            self._watch()
            self._reap()
            if self._requests in ready:
                born = self._fork()
                if born is not None:
                    return born

    def _fork(self) -> tuple[dict[str, Any], socket.socket] | None:
        """One more worker. In the worker: what was asked for it, and its line."""
        message, fds, _, _ = socket.recv_fds(self._requests, MESSAGE_BYTES, 2)
        if not message:  # the host is gone
            for child in self._children.values():
                self._kill(child)
            os._exit(0)
        line, control = (socket.socket(fileno=fd) for fd in fds)
        asked = json.loads(message)
        uid = self._uids.pop(0)
        if self._walls:
            next_child_is_alone(self._own_processes)
        pid = os.fork()
        if pid == 0:
            self._let_go(line, control)
            return {**asked, "uid": uid}, line
        line.close()
        self._children[pid] = _Child(pid, uid, control, asked["resources"]["memory"])
        return None

    def _let_go(self, line: socket.socket, control: socket.socket) -> None:
        """In a worker: keep nothing open but its line."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        others = [child.control for child in self._children.values()]
        for sock in (self._requests, self._woken, self._wake, control, *others):
            sock.detach()  # an object that is forgotten later shall not close what has its number then
        os.closerange(3, line.fileno())
        os.closerange(line.fileno() + 1, 2**20)

    def _kill(self, child: _Child) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(
                child.pid, signal.SIGKILL
            )  # the first of its process namespace: the kernel ends all in it
        if not self._walls:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Let go of the control pipes of those that have ended."""
        while self._children:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self._children.pop(pid)
            self._kill(child)  # without walls its own children may still be there
            self._uids.append(child.uid)
            with contextlib.suppress(OSError):
                child.control.send(b".")  # the host's proof that it was this worker that ended, not all of us
            child.control.close()

    def _watch(self) -> None:
        """Kill a worker that holds, with all that it started, more memory than it may.

        The kernel's limit is on one process. Pages shared with this process count for each, less what is ours.
        """
        if not self._children or time.monotonic() < self._watched + WATCH_SECONDS:
            return
        parents, held = _processes()
        ours = held.get(os.getpid(), 0)
        sums = dict.fromkeys(self._children, 0)
        for pid in parents:
            ancestor = pid
            while ancestor in parents and ancestor not in sums:
                ancestor = parents[ancestor]
            if ancestor in sums:
                sums[ancestor] += max(0, held[pid] - ours)
        for pid, total in sums.items():
            if total > self._children[pid].memory:
                self._kill(self._children[pid])
        self._watched = time.monotonic()


def _processes() -> tuple[dict[int, int], dict[int, int]]:
    """The parent of every process that can be seen, and the bytes of memory that are its own."""
    parents, held = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, ValueError, LookupError):  # gone in between
            with open(f"/proc/{pid}/stat") as stat:
                parent = int(stat.read().rpartition(")")[2].split()[1])
            held[int(pid)] = _held(pid)
            parents[int(pid)] = parent
    return parents, held


def _held(pid: str) -> int:
    """Bytes; asked of each thread until one knows, for the first one may have ended before the others."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status") as status:
            fields = dict(line.split(":", 1) for line in status)
        if "RssAnon" in fields:
            return 1024 * sum(int(fields[name].split()[0]) for name in HELD)
    return 0
