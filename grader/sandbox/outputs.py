"""Collects the outputs of cells: only forms that are harmless in a page, only as much as allowed."""

from __future__ import annotations

import base64
import re
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n"
OUTPUT_BYTES = 100  # the price of an output, however small
ERROR_CHARACTERS = 40_000  # an error is shown even when the output was cut
LATER_ERROR_CHARACTERS = 500  # when so many came before that they fill the limit
_CONTROL = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")  # keeps \b \t \n \r and escape (colours)


class Collector:
    """Adds outputs to one cell after the other, within one limit for the whole notebook."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = limit
        self._cut = False
        self._outputs: list[dict[str, Any]] = []
        self._count = 0
        self._errors = 0
        self._errors_left = limit
        self._text: list[str] = []  # of the last stream output; joined when the next output begins

    def begin(self, outputs: list[dict[str, Any]], execution_count: int) -> None:
        """What comes from now on belongs to this cell."""
        self.end()
        self._outputs = outputs
        self._count = execution_count
        self._errors = 0

    def end(self) -> None:
        """The outputs so far are complete."""
        if self._text:
            self._outputs[-1]["text"] = "".join(self._text)
            self._text = []

    def add(self, output: dict[str, Any]) -> None:
        """Take one output from the worker; what has no proper form is dropped."""
        match output:
            case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
                self._stream(name, text)
            case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
                self._data(kind, data)
            case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
                self._error(name, value, [line for line in lines if isinstance(line, str)])

    def say(self, name: str, text: str) -> None:
        """An error of the sandbox's own, for the reader of the notebook."""
        self._append(
            {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
        )

    def _append(self, output: dict[str, Any]) -> None:
        self.end()
        self._outputs.append(output)

    def _stream(self, name: str, text: str) -> None:
        if self._cut:
            return
        text = clean(text)
        goes_on = self._text and self._outputs[-1]["name"] == name
        if not goes_on:
            self._left = max(0, self._left - OUTPUT_BYTES)
        kept = text.encode()[: self._left].decode(errors="ignore")
        self._left -= len(kept.encode())
        if kept:
            if not goes_on:
                self._append({"output_type": "stream", "name": name, "text": ""})
            self._text.append(kept)
        if len(kept) < len(text):
            self._note()

    def _data(self, kind: str, data: dict[Any, Any]) -> None:
        if self._cut:
            return
        kept: dict[str, str] = {}
        if isinstance(data.get("text/plain"), str):
            kept["text/plain"] = clean(data["text/plain"])
        if isinstance(data.get("image/png"), str) and _is_png(data["image/png"]):
            kept["image/png"] = data["image/png"]
        size = sum(len(text.encode()) for text in kept.values()) + OUTPUT_BYTES
        if size > self._left:
            self._note()
        elif kept:
            self._left -= size
            made: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
            if kind == "execute_result":
                made["execution_count"] = self._count
            self._append(made)

    def _error(self, name: str, value: str, lines: list[str]) -> None:
        self._errors += 1
        if self._errors > 3:  # IPython makes one; a plot that fails after the cell makes one more
            return
        room = ERROR_CHARACTERS if self._errors_left > 0 else LATER_ERROR_CHARACTERS
        text = clean("\n".join(lines)[:room])
        self._errors_left -= len(text)
        shown = text.split("\n")
        value = clean(value)[: min(room, 4_000)]
        made = {"output_type": "error", "ename": clean(name)[:200], "evalue": value}
        self._append({**made, "traceback": shown})

    def _note(self) -> None:
        self._cut = True
        text = f"[The output of this notebook is longer than {self._limit:,} bytes. The rest is left out.]\n"
        self._append({"output_type": "stream", "name": "stderr", "text": text})


def clean(text: str) -> str:
    """Valid Unicode without control characters that pages and files cannot hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.encode("utf-8", "replace").decode())


def _is_png(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(PNG)
    except ValueError:
        return False
