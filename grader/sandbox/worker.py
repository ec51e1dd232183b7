"""A process behind the walls, a fork of the fork server: runs the cells of one submission, then answers the judge's questions.

Nothing here is trusted by the host: a student's code can change all of it. What keeps that harmless are the walls
and the host's own clocks and limits.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn

import numpy as np

from grader.sandbox.lockdown import (
    be_the_first_to_go,
    become,
    forbid_system_calls,
    leave_the_others,
    limit_resources,
)
from grader.sandbox.preload import preload
from grader.sandbox.shell import (
    CellTimeout,
    NotebookShell,
    Outputs,
    cell_line,
    open_shell,
    student_line,
    text_of,
)
from grader.wire.errors import TYPE_CHARACTERS, HandleLostError, error_reply
from grader.wire.protocol import SandboxDied, receive, send
from grader.wire.serving import Server

_QUIET = (__file__, contextlib.__file__)  # our own steps before and after theirs: no alarm rings in them


class Line:
    """The worker's end of the line to the host. Threads share it; an alarm does not tear a message in two."""

    def __init__(self, sock: socket.socket, max_bytes: int) -> None:
        self.sock = sock
        self.max_bytes = max_bytes
        self.owner = os.getpid()
        self.busy = False
        self._lock = threading.Lock()

    def send(self, message: dict[str, Any]) -> None:
        if os.getpid() != self.owner:  # a forked child has nothing to say to the host
            return
        main = threading.current_thread() is threading.main_thread()
        with self._lock:
            if main:
                self.busy = True
            try:
                send(self.sock, message, max_bytes=self.max_bytes)
            finally:
                if main:
                    self.busy = False

    def receive(self) -> dict[str, Any]:
        return receive(self.sock, max_bytes=2 * self.max_bytes)


class Alarm:
    """Raises CellTimeout in the running code, again and again, until the code lets go."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._error: BaseException | None = None
        signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, _: int, frame: FrameType | None) -> None:
        if self._error is None:
            return
        if self._line.busy or (
            frame is not None and frame.f_code.co_filename in _QUIET
        ):  # come back in a moment
            signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
            return
        raise self._error.with_traceback(None)

    @contextlib.contextmanager
    def after(self, seconds: float, error: BaseException) -> Iterator[None]:
        self._error = error
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.25)
        try:
            yield
        finally:
            self._error = None
            signal.setitimer(signal.ITIMER_REAL, 0)


@dataclass(frozen=True)
class Ready:
    """What a worker has from the start: IPython's shell, and where its outputs go."""

    shell: NotebookShell
    outputs: Outputs


def prepare(libraries: Collection[str]) -> Ready:
    """Load all that notebooks use, and use it once, so that nothing is left to be loaded in a worker.

    libraries: what of grader.sandbox.preload.LIBRARIES is to be loaded.
    """
    outputs = Outputs(lambda _: None, 0)
    shell = open_shell(outputs)
    preload(shell, libraries)
    return Ready(shell, outputs)


def run(ready: Ready, settings: dict[str, Any], sock: socket.socket) -> NoReturn:
    """Build the inner wall, say so, then work until the host hangs up."""
    line = Line(sock, settings["message_bytes"])
    try:
        _wall_off(settings)
        alarm = Alarm(line)
        server = _serve(ready, settings, line)
    except BaseException as error:
        line.send({"failed": f"{type(error).__name__}: {error}"})
        os._exit(1)
    line.send({"ready": True})
    with contextlib.suppress(SandboxDied):
        while os.getpid() == line.owner:  # a child that a cell forked and forgot ends here
            message = line.receive()
            if message["op"] == "cell":
                end = _run_cell(message, ready.shell, ready.outputs, alarm)
                if end["done"] == "timeout" and settings["walls"]:
                    _end_all_others()
                line.send(end)
            else:
                line.send({"started": True})
                _reply(line, _answer(message, server, ready.shell, alarm))
    os._exit(0)  # threads of the student's do not keep us


def _end_all_others() -> None:
    """What a cell started that ran out of time shall not eat up the memory of the cells after it."""
    if os.getpid() == 1:  # the first of a process namespace: all others in it are the cell's
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)


def lay_out_fonts(places: tuple[str, str]) -> None:
    """Matplotlib's folder, which it wants to write to, with the lists of fonts, which nobody may write to."""
    source, destination = places
    os.makedirs(destination, exist_ok=True)
    os.chmod(destination, 0o1777)
    for name in os.listdir(source):
        os.symlink(f"{source}/{name}", f"{destination}/{name}")


def _wall_off(settings: dict[str, Any]) -> None:
    """What is left of this process's rights: those of one student."""
    resources = settings["resources"]
    os.setsid()
    if settings["walls"]:
        os.umask(0o022)
        leave_the_others(settings["temporary"], resources["file_size"], settings["kept"])
        lay_out_fonts(settings["fonts"])
    be_the_first_to_go()
    if settings["walls"]:
        become(settings["uid"], own_user_namespace=not settings["own_uid"])
    limit_resources(**resources)
    if settings["walls"]:
        forbid_system_calls()


def _serve(ready: Ready, settings: dict[str, Any], line: Line) -> Server:
    """Connect what was prepared with this worker's line, environment and random numbers."""
    os.environ.update(settings["environment"])
    os.chdir(os.environ["HOME"])
    tempfile.tempdir = None
    np.random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()
    ready.outputs.connect(lambda output: line.send({"output": output}), settings["output_bytes"])
    return Server(ready.shell.user_ns, settings["first_handle"])


def _run_cell(
    message: dict[str, Any], shell: NotebookShell, outputs: Outputs, alarm: Alarm
) -> dict[str, Any]:
    """Run one cell; gives its status (ok, error or timeout) and, unless that is ok, what was raised at which line."""
    seconds = message["seconds"]
    late = CellTimeout(f"this cell ran longer than {seconds:.3g} s")
    outputs.open = True
    raised = None
    try:
        with alarm.after(seconds, late):
            result = shell.run_cell(message["code"], store_history=True)
            error = result.error_before_exec or result.error_in_exec
            raised = error and _raised(error, shell)
    except BaseException as escaped:  # the alarm can ring in IPython's own code, too
        shell.showtraceback((type(escaped), escaped, None))
        error = escaped
    finally:
        outputs.close()
    if error is None:
        return {"done": "ok"}
    return {"done": "timeout" if isinstance(error, CellTimeout) else "error", "raised": raised}


def _raised(error: BaseException, shell: NotebookShell) -> dict[str, Any]:
    name = str(type(error).__name__)[:TYPE_CHARACTERS]
    return {"type": name, "message": text_of(error), "line": cell_line(error, shell)}


def _answer(message: dict[str, Any], server: Server, shell: NotebookShell, alarm: Alarm) -> dict[str, Any]:
    """One reply of the judge's; what their code raises becomes an `error`."""
    try:
        with alarm.after(message.pop("seconds"), CellTimeout("the call took too long")):
            fields: dict[str, Any] = server.answer(message)
            return fields
    except CellTimeout:
        return {"timeout": True}
    except HandleLostError:
        return {"lost": True}
    except BaseException as error:
        return error_reply(error, text_of(error), *student_line(error, shell))


def _reply(line: Line, reply: dict[str, Any]) -> None:
    try:
        line.send(reply)
    except SandboxDied:
        raise
    except Exception as error:  # the value breaks a limit, or raises when looked at; nothing went out yet
        line.send(error_reply(error, text_of(error), None))
