"""Cells run as in a notebook, and their outputs are those of a notebook."""

from __future__ import annotations

import base64
from typing import Any

import nbformat
import pytest

from grader.sandbox import CellResult, Limits, Sandbox
from grader.sandbox.host import Raised
from grader.sandbox.outputs import OUTPUT_BYTES, Collector


def text(result: CellResult) -> str:
    """All plain text of a cell."""
    return "".join(output.get("text", "") for output in result.outputs)


def error(result: CellResult) -> dict[str, Any]:
    return next(output for output in result.outputs if output["output_type"] == "error")


def test_a_notebook_of_every_kind_of_cell(sandbox: Sandbox) -> None:
    cells = [
        "import sys\nprint('one'); print('two'); print('three', file=sys.stderr); print('four')",
        "x = 20\nx + 1",
        "x;",
        "def broken(a):\n    return a / 0\nbroken(x)",
        "x = (",
        "%timeit -n1 -r1 x\nfrom IPython.display import display, HTML, Image\ndisplay({'a': 1}); HTML('<script>')",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.plot([2, 1]);",
        "!echo from the shell",
        "await_me = 1\nimport asyncio\nawait asyncio.sleep(0)\nawait_me",
        "exit()",
        "x",
        "",
    ]
    results = sandbox.run(cells)
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(code, outputs=[nbformat.from_dict(o) for o in result.outputs])
            for code, result in zip(cells, results, strict=True)
        ]
    )
    nbformat.validate(notebook)
    kinds = [[output["output_type"] for output in result.outputs] for result in results]
    assert [result.status for result in results[:5]] == ["ok", "ok", "ok", "error", "error"]
    assert kinds[0] == ["stream"] * 3
    assert [output["text"] for output in results[0].outputs] == ["one\ntwo\n", "three\n", "four\n"]
    assert results[1].outputs == [
        {"output_type": "execute_result", "data": {"text/plain": "21"}, "metadata": {}, "execution_count": 2}
    ]
    assert kinds[2] == []
    assert (error(results[3])["ename"], error(results[3])["evalue"]) == (
        "ZeroDivisionError",
        "division by zero",
    )
    trace = "\n".join(error(results[3])["traceback"])
    assert "return a / 0" in trace
    assert "sandbox" not in trace
    assert error(results[4])["ename"] == "SyntaxError"
    assert results[3].raised == Raised("ZeroDivisionError", "division by zero", 2)
    assert results[4].raised is not None
    assert (results[4].raised.type, results[4].raised.line) == ("SyntaxError", 1)
    assert results[0].raised is None
    assert kinds[5] == ["stream", "display_data", "execute_result"]
    assert all(set(output.get("data", {})) <= {"text/plain"} for output in results[5].outputs)
    assert kinds[6] == ["display_data", "display_data"]
    assert base64.b64decode(results[6].outputs[0]["data"]["image/png"]).startswith(b"\x89PNG")
    assert "from the shell" in text(results[7])
    assert [result.status for result in results[7:]] == ["ok"] * 5
    assert results[10].outputs[0]["data"] == {"text/plain": "20"}


def test_streams_behave_like_files(sandbox: Sandbox) -> None:
    code = """
import io, logging, subprocess, sys, warnings
sys.stdout.writelines(["a", "b\\n"])
print(sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.closed, file=sys.stdout, flush=True)
logging.warning("logged"); warnings.warn("warned")
try:
    sys.stdout.fileno()
except io.UnsupportedOperation:
    print("no number")
sys.stdout.close()
print("still here")
"""
    (result,) = sandbox.run([code])
    assert result.status == "ok"
    streams: dict[str, str] = {"stdout": "", "stderr": ""}
    for output in result.outputs:
        streams[output["name"]] += output["text"]
    assert streams["stdout"] == "ab\nFalse utf-8 False\nno number\nstill here\n"
    assert "logged" in streams["stderr"]
    assert "warned" in streams["stderr"]


def test_no_history_no_profile_no_files(sandbox: Sandbox) -> None:
    """But for Python itself, where that is installed in a temporary folder."""
    code = """
import os, sys
found = []
for top in ("/tmp", "."):
    for folder, folders, files in os.walk(top):
        if folder == sys.prefix:
            folders.clear()
        else:
            found += files
found
"""
    (result,) = sandbox.run([code])
    listed = result.outputs[0]["data"]["text/plain"]
    assert "fontlist" in listed
    assert "sqlite" not in listed
    assert "profile" not in listed


def test_every_run_begins_anew(sandbox: Sandbox) -> None:
    sandbox.run(["x = 1; open('kept', 'w').write('x')"])
    (result,) = sandbox.run(["import os; print('x' in globals(), os.path.exists('kept'))"])
    assert text(result) == "False False\n"


@pytest.mark.parametrize("code", ["print('x' * 80_000_000)", "for i in range(300_000): print(i)"])
def test_a_flood_is_cut_with_one_note(code: str) -> None:
    with Sandbox(Limits(output_bytes=10_000)) as sandbox:
        first, second = sandbox.run([code, "print('more'); 1 / 0"])
    assert first.status == "ok"
    assert [output["name"] for output in first.outputs] == ["stdout", "stderr"]
    assert len(first.outputs[0]["text"]) == 10_000 - OUTPUT_BYTES
    assert "longer than 10,000 bytes" in first.outputs[1]["text"]
    assert [output["output_type"] for output in second.outputs] == ["error"]


def test_many_lines_are_quick(sandbox: Sandbox) -> None:
    (result,) = sandbox.run(["for i in range(100_000): print(i)"])
    assert result.status == "ok"
    assert text(result).count("\n") == 100_000


def test_long_errors_are_shortened(sandbox: Sandbox) -> None:
    results = sandbox.run(
        [
            "raise ValueError('x' * 10_000_000)",
            "def f(n): return f(n + 1)\nf(0)",
            "class Odd(Exception):\n    def __str__(self): raise RuntimeError\nraise Odd()",
            "raise ValueError('\\ud800 \\x00 \\x1b[31m')",
            "class Rendered(Exception):\n    def _render_traceback_(self): return 'abc'\nraise Rendered('<script>')",
            "raise ExceptionGroup('several', [ValueError('one')])",
        ]
    )
    assert [result.status for result in results] == ["error"] * 6
    for result in results:
        assert len(str(result.outputs)) < 60_000
        str(result.outputs).encode()


def test_threads_may_print_when_their_cell_is_over(sandbox: Sandbox) -> None:
    results = sandbox.run(
        [
            "import threading, time\ndef chatter():\n    while True: print('tick'); time.sleep(0.001)\n"
            "threading.Thread(target=chatter, daemon=True).start()",
            "time.sleep(0.1); value = 3",
        ]
    )
    assert [result.status for result in results] == ["ok", "ok"]
    assert sandbox.request({"op": "value", "name": "value"}) == {"value": 3}


def test_a_collector_takes_only_what_has_the_right_form() -> None:
    outputs: list[dict[str, Any]] = []
    collector = Collector(1000)
    collector.begin(outputs, 1)
    for junk in (
        {},
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": 1},
        {"output_type": "display_data", "data": {"text/html": "<b>", "image/svg+xml": "<svg/>"}},
        {"output_type": "display_data", "data": {"image/png": "no picture"}},
        {"output_type": "display_data", "data": {"text/plain": ["x"]}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": "none"},
        {"output_type": "clear_output"},
    ):
        collector.add(junk)
    assert outputs == []
    collector.add({"output_type": "stream", "name": "stdout", "text": "é" * 600})
    collector.end()
    assert outputs[0]["text"] == "é" * ((1000 - OUTPUT_BYTES) // 2)
    assert len(outputs) == 2
