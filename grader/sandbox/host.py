"""The host's side: starts workers, keeps their time, cuts their output, and believes nothing they say."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal

from grader.sandbox import walls
from grader.sandbox.fork_server import ensure_fork_server, environment
from grader.sandbox.limits import Limits
from grader.sandbox.outputs import Collector
from grader.wire.errors import TYPE_CHARACTERS
from grader.wire.protocol import CallTimeout, ProtocolError, SandboxDied, receive, send
from grader.wire.replies import check_reply

Status = Literal["ok", "error", "timeout", "died", "not_run"]

START_SECONDS = 60.0  # to load torch and all else, once; generous, for busy machines
KILL_SECONDS = 10.0  # for the kernel to end what was killed
GRACE_SECONDS = 1.5  # between the worker's own alarm and the host's kill
RESTARTS = 10  # cells that may end the worker; the notebook's time ends them sooner when they are slow
SHORTER = 4  # after a first cell (or call) has run out of time, the later ones get so much less of it
RAISED_CHARACTERS = 4_000  # of the message of what ended a cell
MOST_LINES = 1_000_000
HANDLES = 1_000_000  # handles of one worker; the next one counts on from there, so that no old handle fits


@dataclass(frozen=True)
class Raised:
    """The exception that ended a cell, as the worker tells it, cut to a bounded size and believed in nothing.

    line: counted from 1 at the cell's first line that is not blank.
    """

    type: str
    message: str
    line: int | None


@dataclass
class CellResult:
    """What came out of one cell: nbformat outputs, how it ended, what it raised, and how long it took."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    status: Status = "not_run"
    raised: Raised | None = None
    seconds: float = 0.0


class Sandbox:
    """One submission: run its cells, then ask for values.

    A cell that kills the worker (or will not stop) is left out, and the others run again in a new worker. Use it
    from one thread: when the thread that started a worker ends, so does the worker.

    When the fork server that all workers are forked from dies, `orphaned` is set; begin again with a new Sandbox.

    One endless loop must not cost the exercises after it their turn, however many cells call it: after the first one
    that runs out of time the others get a quarter of it.

    Example:
        with Sandbox() as sandbox:
            results = sandbox.run(["def double(x): return 2 * x"])
            reply = sandbox.request({"op": "call", "name": "double", "args": [21], "kwargs": {}})
            assert reply["value"] == 42
    """

    def __init__(self, limits: Limits | None = None, trust: bool = False) -> None:
        """Raises WallsMissing when there can be no walls here and `trust` is not given."""
        self._limits = limits or Limits()
        self._trust = trust
        if not trust:
            walls.way()
        self.orphaned = (
            False  # the fork server died meanwhile: what was run or asked since counts for nothing
        )
        self._worker: Worker | None = None
        self._cells: list[tuple[int, str]] = []  # what a new worker has to run again: number and code
        self._replay_left = self._limits.notebook_seconds
        self._asking_left = self._limits.asking_seconds
        self._slow_cells = self._slow_calls = False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker and all that it started; the sandbox can be used again, from the start."""
        self._stop()
        self._cells = []

    def run(self, cells: Sequence[str], fresh: bool = True) -> list[CellResult]:
        """Run the cells in order in a fresh worker; gives one result a cell, whatever the cells do.

        fresh: otherwise in the worker that is there, with all that it holds, if there is one.
        """
        if fresh:
            self.close()
        self._slow_cells = self._slow_calls = False
        self._asking_left = self._limits.asking_seconds
        if self._worker is None:
            self._start()  # before the clock runs: the fork server may still be loading
        deadline = time.monotonic() + self._limits.notebook_seconds
        left_out: dict[int, CellResult] = {}
        while True:
            todo = [(number, code) for number, code in enumerate(cells) if number not in left_out]
            results, fatal = self._run_once(todo, deadline)
            if fatal is None or self.orphaned:
                break
            left_out[fatal] = results[fatal]
            if len(left_out) > RESTARTS or time.monotonic() >= deadline:
                break
        results |= left_out
        self._cells = [
            (number, code)
            for number, code in enumerate(cells)
            if number not in left_out and number in results and results[number].status != "not_run"
        ]
        return [results.get(number, CellResult()) for number in range(len(cells))]

    def request(self, message: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """Ask the notebook for something (see grader.wire.protocol); after a death its cells run again first.

        Raises CallTimeout when the time is over, SandboxDied when the worker is gone or its reply is none.
        """
        if seconds is None:
            seconds = self._limits.call_seconds / (SHORTER if self._slow_calls else 1)
        if self.orphaned:
            raise SandboxDied("the fork server died")
        if self._asking_left <= 0:
            raise CallTimeout("all calls together took too long")
        worker = self._revived()
        began = time.monotonic()
        try:
            seconds = min(seconds, self._asking_left)
            reply = worker.ask(message, seconds, self._asking_left)
            if reply.get("timeout") is True:
                raise CallTimeout(f"the call took longer than {seconds:.3g} s")
            if reply.get("lost") is True:
                raise SandboxDied("the object went with the process that held it")
            return check_reply(message["op"], reply)
        except ProtocolError as error:
            self._stop()
            raise SandboxDied("the sandbox sent something that is not a reply") from error
        except (SandboxDied, CallTimeout) as error:
            self._slow_calls |= isinstance(error, CallTimeout)
            if not worker.answers:
                self._stop()
            raise
        finally:
            self._asking_left -= time.monotonic() - began

    def _revived(self) -> Worker:
        """The worker; when the last one died, a new one that has run the cells again."""
        if self._worker is None and self._cells:
            if self._replay_left <= 0:
                raise SandboxDied("the sandbox died too often")
            began = time.monotonic()
            _, fatal = self._run_once(self._cells, began + self._replay_left)
            self._replay_left -= time.monotonic() - began
            if fatal is not None:
                self._cells = [(number, code) for number, code in self._cells if number != fatal]
                return self._revived()
        return self._worker or self._start()

    def _run_once(
        self, cells: Sequence[tuple[int, str]], deadline: float
    ) -> tuple[dict[int, CellResult], int | None]:
        """Run the cells in a new worker. Gives the results, and the number of the cell that ended it."""
        collector = Collector(self._limits.output_bytes)
        results: dict[int, CellResult] = {}
        worker = self._worker
        for number, code in cells:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            worker = worker or self._start()
            began = time.monotonic()
            result = results[number] = CellResult()
            collector.begin(result.outputs, number + 1)
            seconds = self._limits.cell_seconds / (SHORTER if self._slow_cells else 1)
            try:
                result.status, result.raised = worker.run_cell(code, min(seconds, left), collector)
            except CallTimeout:
                result.status = "timeout"
                collector.say("CellTimeout", "this cell did not stop when its time was over, and was ended")
            except (SandboxDied, ProtocolError):
                result.status = "died"
                collector.say("DeadKernel", "this cell ended the Python process that runs the notebook")
            collector.end()
            self._slow_cells |= result.status == "timeout"
            result.seconds = time.monotonic() - began
            if not worker.answers:
                self._stop()
                return results, number
        return results, None

    def _start(self) -> Worker:
        try:
            self._worker = _next_worker(self._limits, self._trust)
        except SandboxDied:
            self.orphaned = True  # no code of the student's has run in it
            raise
        return self._worker

    def _stop(self) -> None:
        if self._worker is not None:
            was_lost = not self._worker.answers
            reaped = self._worker.end(wait=was_lost or self._trust or not _ahead)
            self.orphaned |= was_lost and not reaped
        self._worker = None


def _raised(told: Any) -> Raised | None:
    match told:
        case {"type": str(name), "message": str(message), "line": line}:
            number = line if type(line) is int and 0 < line <= MOST_LINES else None
            return Raised(name[:TYPE_CHARACTERS], message[:RAISED_CHARACTERS], number)
    return None


def work_ahead() -> None:
    """From now on the next worker starts while this one works, and nobody waits for the end of one that is done.

    For a process that grades many submissions and ends before the fork server does, which ends all that is left.
    """
    global _ahead
    _ahead = True


_ahead = False
_spare: Worker | None = None
_numbers = itertools.count()


def _next_worker(limits: Limits, trust: bool) -> Worker:
    """A worker that is ready. Raises SandboxDied."""
    global _spare
    worker = _taken_spare(limits, trust)
    if worker is None:
        worker = Worker(limits, trust)
        worker.wait()
    if _ahead:
        with contextlib.suppress(SandboxDied):  # whoever needs it will find out
            _spare = Worker(limits, trust)
    return worker


def _taken_spare(limits: Limits, trust: bool) -> Worker | None:
    """The worker that was started ahead, if it is of this kind and has lived to see it."""
    global _spare
    spare, _spare = _spare, None
    if spare is not None and spare.made_for != (limits, trust):
        spare.end()
        return None
    if spare is not None:
        try:
            spare.wait()
        except SandboxDied:
            return None
    return spare


class Worker:
    """One worker process, from its start to its end."""

    def __init__(self, limits: Limits, trust: bool) -> None:
        """Have it forked from the fork server. Raises SandboxDied when that is gone."""
        self.made_for = limits, trust
        self._limits = limits
        self.answers = False  # False: it is dead, or does something that we no longer wait for
        self._home: str | None = tempfile.mkdtemp(prefix="sixblocks-") if trust else None
        self._sock, line = socket.socketpair()
        self._control, control = socket.socketpair()
        self._fork_server = ensure_fork_server(trust)
        with line, control:
            try:
                self._fork_server.fork(self._settings(), line, control)
            except BaseException:
                self.end()
                raise

    def wait(self) -> None:
        """Wait until it is ready. Raises SandboxDied when it does not start."""
        try:
            self._first_words()
        except BaseException:
            self.end()
            raise

    def _settings(self) -> dict[str, Any]:
        return {
            "environment": environment(self._home),
            "resources": {
                "memory": self._limits.memory_bytes,
                "file_size": self._limits.file_bytes,
                "cpu_seconds": self._limits.cpu_seconds,
                "processes": self._limits.processes if self._home is None else None,
            },
            "output_bytes": self._limits.output_bytes,
            "message_bytes": self._limits.message_bytes,
            "first_handle": next(_numbers) * HANDLES,
        }

    def _first_words(self) -> None:
        """Wait until the worker is ready; the fork server may still be loading."""
        try:
            words = receive(self._sock, time.monotonic() + START_SECONDS, 10_000)
        except (SandboxDied, CallTimeout) as error:
            said = error if self._fork_server.alive else self._fork_server.last_words()
            raise SandboxDied(f"the worker did not start: {said}") from error
        if "ready" not in words:
            raise SandboxDied(f"the worker did not start: {words.get('failed')}")
        self.answers = True

    def run_cell(self, code: str, seconds: float, collector: Collector) -> tuple[Status, Raised | None]:
        """Run one cell; gives how it ended and what it raised.

        Raises CallTimeout, SandboxDied or ProtocolError when the worker is no more use.
        """
        with self._busy():
            deadline = time.monotonic() + seconds + GRACE_SECONDS
            send(self._sock, {"op": "cell", "code": code, "seconds": seconds}, deadline)
            while True:
                message = receive(self._sock, deadline, 2 * self._limits.output_bytes + 2**20)
                match message:
                    case {"output": dict(output)}:
                        collector.add(output)
                    case {"done": "ok" | "error" | "timeout" as found}:
                        status: Status = found
                        return status, _raised(message.get("raised"))
                    case _:
                        raise ProtocolError("neither an output nor an end")

    def ask(self, message: dict[str, Any], seconds: float, patience: float) -> dict[str, Any]:
        """One question of the judge's and its reply, unchecked. Raises as run_cell does.

        patience: how long it may take until the worker begins; a busy machine may need long, a hostile cell longer.
        """
        with self._busy():
            deadline = time.monotonic() + min(START_SECONDS, patience)
            send(self._sock, {**message, "seconds": seconds}, deadline, self._limits.message_bytes)
            largest = 2 * self._limits.message_bytes
            while "started" not in (reply := receive(self._sock, deadline, largest)):
                if "output" not in reply:  # a thread of the student's may still print
                    raise ProtocolError("an answer to nothing")
            deadline = time.monotonic() + seconds + GRACE_SECONDS
            while "output" in (reply := receive(self._sock, deadline, largest)):
                continue
            return reply

    @contextlib.contextmanager
    def _busy(self) -> Iterator[None]:
        """While a question is open the worker counts as lost; only a proper answer brings it back."""
        self.answers = False
        yield
        self.answers = True

    def end(self, wait: bool = True) -> bool:
        """Let go of the worker: it is killed with all that it started.

        Args:
            wait: until they are gone.

        Returns:
            Whether the fork server has said that they are gone. If we waited for that and it did not, it died, and
            this worker with it, through no fault of the student's.
        """
        self.answers = False
        self._sock.close()
        reaped = False
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)
            if wait:
                self._control.settimeout(KILL_SECONDS)
                reaped = bool(self._control.recv(1))
        self._control.close()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
        return reaped
