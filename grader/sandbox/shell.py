"""Runs notebook cells in IPython's own shell and hands every output to a function as it appears."""

from __future__ import annotations

import base64
import contextlib
import inspect
import io
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any

import numpy as np
from IPython.core.display_trap import DisplayTrap
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets import Any as AnyTrait
from traitlets.config import Config

Emit = Callable[[dict[str, Any]], None]

PIECE = 2**14  # characters of a stream that go out at once
DELAY = 0.05  # seconds that text may wait for more: a message for each of 100,000 lines takes too long
TRACEBACK_FRAMES = 10  # at each end
TRACEBACK_LINES = 60
TRACEBACK_CHARACTERS = 16_000
MESSAGE_CHARACTERS = 4_000
MOST_SHAPES = 6  # of one line
_NAME = re.compile(r"[^\W\d]\w*")
_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class CellTimeout(BaseException):
    """Not an Exception: `except Exception` in a student's loop shall not swallow it."""


class Outputs:
    """Where a cell's outputs go. Closed outside of cells: what a judged call prints is nobody's business."""

    def __init__(self, emit: Emit, limit: int) -> None:
        self.connect(emit, limit)
        self._lock = threading.RLock()
        self._waiting: list[str] = []  # text of the stream `_stream` that did not go out yet
        self._stream = ""
        self._size = 0
        self._sent = 0.0

    def connect(self, emit: Emit, limit: int) -> None:
        """From now on outputs go to `emit`, at most `limit` characters of them."""
        self.left = limit
        self.open = False
        self._emit = emit

    def put(self, output: dict[str, Any], size: int = 0) -> None:
        """Hand an output on, or drop it once more than the limit went out (the host tells the reader)."""
        self.flush()
        if self.open and (size == 0 or self.left >= 0):
            self.left -= size
            self._emit(output)

    def write(self, stream: str, text: str) -> bool:
        """Take text; it goes out at once, or with what follows in the next moments. False: no more is wanted."""
        with self._lock:
            if not self.open or self.left < 0:
                return False
            if stream != self._stream:
                self.flush()
            self._stream = stream
            self._waiting.append(text)
            self._size += len(text)
            if self._size >= PIECE or time.monotonic() > self._sent + DELAY:
                self.flush()
            return True

    def flush(self) -> None:
        """Send the text that waits."""
        with self._lock:
            text, self._waiting, self._size = "".join(self._waiting), [], 0
            if text and self.open:
                self.left -= len(text)
                self._emit({"output_type": "stream", "name": self._stream, "text": text})
            self._sent = time.monotonic()

    def close(self) -> None:
        """The cell has ended."""
        self.flush()
        self.open = False

    def data(self, kind: str, data: Any) -> None:
        """A display or a result; only plain text and PNG pictures go on."""
        kept: dict[str, str] = {}
        if isinstance(data, dict) and isinstance(data.get("text/plain"), str):
            kept["text/plain"] = data["text/plain"][: max(self.left, 0) + 1]
        picture = data.get("image/png") if isinstance(data, dict) else None
        if isinstance(picture, bytes):
            picture = base64.b64encode(picture).decode("ascii")
        if isinstance(picture, str) and len(picture) <= self.left:
            kept["image/png"] = picture
        if kept:
            self.put({"output_type": kind, "data": kept}, sum(map(len, kept.values())) + 1)


class Stream(io.TextIOBase):
    """Stands in for sys.stdout and sys.stderr."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name = name
        self._outputs = outputs

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        for start in range(0, len(text), PIECE):
            if not self._outputs.write(self.name, text[start : start + PIECE]):
                break
        return len(text)

    def flush(self) -> None:
        self._outputs.flush()

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):
    outputs = AnyTrait()

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        self.outputs.data("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        pass


class _Results(DisplayHook):
    outputs = AnyTrait()

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.outputs.data("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False


class NotebookShell(InteractiveShell):
    """IPython's shell without a terminal, a history, a profile or start-up files."""

    outputs = AnyTrait()

    def init_profile_dir(self, profile_dir: Any) -> None:
        self.profile_dir = ProfileDir()  # one without a place: nothing is written

    def init_display_pub(self) -> None:
        self.display_pub = _Publisher(parent=self, outputs=self.outputs)

    def init_displayhook(self) -> None:
        self.displayhook = _Results(parent=self, shell=self, cache_size=self.cache_size, outputs=self.outputs)
        self.display_trap = DisplayTrap(hook=self.displayhook)

    def enable_gui(self, gui: str | None = None) -> None:
        """What `%matplotlib inline` calls; there is no window to wait for."""

    def ask_exit(self) -> None:
        """What `exit` in a cell calls: the cells that follow run all the same."""

    def _get_exc_info(self, exc_tuple: Any = None) -> Any:
        kind, error, frames = super()._get_exc_info(exc_tuple)
        for name in self.compile._filename_map:
            # Else `inspect` looks through all modules, for each frame of a cell: 15 ms an error.
            inspect.modulesbyfile[os.path.normcase(os.path.abspath(name))] = "__main__"
        _hide_our_frames(error)
        if isinstance(frames, TracebackType):
            frames = _without_our_frames(frames)
        return kind, error, frames

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close(
                "all"
            )  # a figure that did not get done; drawing it takes long
        if isinstance(evalue, CellTimeout):
            stb = [f"CellTimeout: {evalue}"]
        name, message = str(getattr(etype, "__name__", "Error"))[:200], text_of(evalue)
        lines = "\n".join(map(str, stb)).split("\n")
        if len(lines) > TRACEBACK_LINES:
            half = TRACEBACK_LINES // 2
            lines = [*lines[:half], f"    … {len(lines) - 2 * half} lines left out …", *lines[-half:]]
        kept, size = [], 0
        for line in lines:
            size += min(len(line), 2_000) + 1
            if size > TRACEBACK_CHARACTERS:
                kept.append("    … the rest is left out …")
                break
            kept.append(line[:2_000])
        self.outputs.put({"output_type": "error", "ename": name, "evalue": message, "traceback": kept})


def open_shell(outputs: Outputs) -> NotebookShell:
    """The one shell of this process; from now on sys.stdout and sys.stderr lead to `outputs`."""
    sys.stdout = Stream("stdout", outputs)
    sys.stderr = Stream("stderr", outputs)
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    config.Completer.use_jedi = False
    shell: NotebookShell = NotebookShell.instance(config=config, outputs=outputs)
    return shell


def text_of(error: BaseException) -> str:
    """The message of an exception, even of one that cannot say what it is."""
    try:
        return str(error)[:MESSAGE_CHARACTERS]
    except CellTimeout:
        raise
    except BaseException:
        return "(this exception has no readable message)"


def cell_line(error: BaseException, shell: NotebookShell) -> int | None:
    """The number of the line at which a cell stopped, as IPython ran it: without blank lines at its start."""
    if isinstance(error, SyntaxError) and not _in_cells(error, shell):
        return error.lineno if type(error.lineno) is int else None
    places = _in_cells(error, shell)
    own = [number for filename, number in places if filename == places[0][0]]
    return own[-1] if own else None


def _in_cells(error: BaseException, shell: NotebookShell) -> list[tuple[str, int]]:
    """The lines of the student's cells that an exception came through, outermost first: file and number."""
    frames = _chain(error.__traceback__)
    places = [(frame.tb_frame.f_code.co_filename, frame.tb_lineno) for frame in frames]
    return [(filename, number) for filename, number in places if filename in shell.compile._filename_map]


def student_line(error: BaseException, shell: NotebookShell) -> tuple[str | None, dict[str, tuple[int, ...]]]:
    """The text of the innermost line of the student's cells at which an exception was raised, and the shapes in it."""
    import linecache

    found: str | None = None
    shapes: dict[str, tuple[int, ...]] = {}
    for place in _chain(error.__traceback__):
        filename = place.tb_frame.f_code.co_filename
        if filename in shell.compile._filename_map:
            found = linecache.getline(filename, place.tb_lineno).strip()[:500] or found
            shapes = _shapes(found or "", place.tb_frame.f_locals)
    return found, shapes


def _shapes(line: str, values: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shapes of the arrays and tensors whose names stand in a line."""
    torch = sys.modules.get("torch")
    kinds = (np.ndarray, torch.Tensor, torch.nn.Parameter) if torch else (np.ndarray,)
    named = [name for name in dict.fromkeys(_NAME.findall(line)) if type(values.get(name)) in kinds]
    return {name: tuple(map(int, values[name].shape)) for name in named[:MOST_SHAPES]}


def _is_ours(frame: TracebackType) -> bool:
    return frame.tb_frame.f_code.co_filename.startswith(_OURS)


def _without_our_frames(frames: TracebackType) -> TracebackType | None:
    """Cut this package's own frames out of a traceback, and the middle of a long one.

    The first one stays, for IPython cuts that itself.
    """
    chain = list(_chain(frames))
    kept = [chain[0], *(frame for frame in chain[1:] if not _is_ours(frame))]
    if len(kept) > 2 * TRACEBACK_FRAMES:  # endless recursion: IPython takes seconds for a thousand frames
        kept = kept[:TRACEBACK_FRAMES] + kept[-TRACEBACK_FRAMES:]
    for frame, following in zip(kept, [*kept[1:], None], strict=True):
        frame.tb_next = following
    return kept[0]


def _chain(frames: TracebackType | None) -> Iterator[TracebackType]:
    while frames is not None:
        yield frames
        frames = frames.tb_next


def _hide_our_frames(error: BaseException | None) -> None:
    """The same for an exception and all that it was raised from."""
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        if error.__traceback__ is not None:
            with contextlib.suppress(Exception):
                error.__traceback__ = _without_our_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
