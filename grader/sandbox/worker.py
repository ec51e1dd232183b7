"""The process behind the walls: runs the cells of one submission, then answers the judge's questions.

Nothing here is trusted by the host: a student's code can change all of it. What keeps that harmless are the walls
and the host's own clocks and limits.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

from grader.protocol import ProtocolError, SandboxDied, receive, send
from grader.sandbox.lockdown import drop_root, forbid_system_calls, limit_resources

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


def main() -> None:
    """Take the walls' last steps, load IPython, say so, then work until the host hangs up.

    The command line gives the number of the inherited socket and the settings as JSON.
    """
    settings = json.loads(sys.argv[2])
    line = Line(socket.socket(fileno=int(sys.argv[1])), settings["message_bytes"])
    limit_resources(**settings["resources"])
    drop_root(settings["uid"])
    os.environ.update(settings["environment"])
    os.chdir(os.environ["HOME"])
    sys.path.remove(settings["inside"])
    sys.argv[:] = [""]
    if settings["walls"]:
        forbid_system_calls()
    line.sock.set_inheritable(False)

    from grader.sandbox.shell import Outputs, open_shell
    from grader.serving import Server

    outputs = Outputs(lambda output: line.send({"output": output}), settings["output_bytes"])
    shell = open_shell(outputs)
    server = Server(shell.user_ns, settings["first_handle"])
    alarm = Alarm(line)
    with open(os.devnull, "wb") as nothing:  # until here, errors of ours went to the host
        os.dup2(nothing.fileno(), 2)
    line.send({"ready": True})
    with contextlib.suppress(SandboxDied):
        while os.getpid() == line.owner:  # a child that a cell forked and forgot ends here
            message = line.receive()
            if message["op"] == "cell":
                line.send({"done": _run_cell(message, shell, outputs, alarm)})
            else:
                line.send({"started": True})
                _reply(line, _answer(message, server, shell, alarm))
    os._exit(0)  # threads of the student's do not keep us


def _run_cell(message: dict[str, Any], shell: Any, outputs: Any, alarm: Alarm) -> str:
    """Run one cell; gives its status: ok, error or timeout."""
    from grader.sandbox.shell import CellTimeout

    seconds = message["seconds"]
    late = CellTimeout(f"this cell ran longer than {seconds:.3g} s")
    outputs.open = True
    try:
        with alarm.after(seconds, late):
            result = shell.run_cell(message["code"], store_history=True)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as escaped:  # the alarm can ring in IPython's own code, too
        shell.showtraceback((type(escaped), escaped, None))
        error = escaped
    finally:
        outputs.close()
    if error is None:
        return "ok"
    return "timeout" if isinstance(error, CellTimeout) else "error"


def _answer(message: dict[str, Any], server: Any, shell: Any, alarm: Alarm) -> dict[str, Any]:
    """One reply of the judge's; what their code raises becomes an `error`."""
    from grader.sandbox.shell import CellTimeout, student_line, text_of
    from grader.serving import HandleLostError

    try:
        with alarm.after(message.pop("seconds"), CellTimeout("the call took too long")):
            fields: dict[str, Any] = server.answer(message)
            return fields
    except CellTimeout:
        return {"timeout": True}
    except HandleLostError:
        return {"lost": True}
    except BaseException as error:
        name = str(type(error).__name__)[:200]
        return {"error": {"type": name, "message": text_of(error), "line": student_line(error, shell)}}


def _reply(line: Line, reply: dict[str, Any]) -> None:
    from grader.sandbox.shell import text_of

    try:
        line.send(reply)
    except SandboxDied:
        raise
    except Exception as error:  # the value breaks a limit, or raises when looked at; nothing went out yet
        name = "ProtocolError" if isinstance(error, ProtocolError) else str(type(error).__name__)[:200]
        line.send({"error": {"type": name, "message": text_of(error), "line": None}})
