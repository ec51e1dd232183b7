"""From the text of a source file to its cells, with the line each of them stands in.

Python says whether the file is a program and where the cell headers are, jupytext what the cells and the
values in their headers are. The two must agree, because authors also open the file as a notebook.
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from typing import Any

import jupytext

from grader.course.errors import Report
from grader.course.recap import is_recap

# Comments stay comments: jupytext would otherwise take "# cat the heads" for a shell command.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
_OF_JUPYTEXT = {"cell_marker", "lines_to_next_cell"}
_HEADER = re.compile(r"#\s*%%%*(\s|$)")
_NEARLY_HEADER = re.compile(r"#\s*%%")
_UNSEEN_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass
class Piece:
    """A cell of the source; `line` is its header's, `body` that of the first line of its text."""

    line: int
    body: int
    is_code: bool
    keys: dict[str, Any]
    source: str

    @property
    def korean(self) -> bool:
        """Whether it is the Korean twin of the text before it."""
        return not self.is_code and self.keys.get("lang") == "ko"


def read(text: str, report: Report) -> list[Piece]:
    """The cells of the file; raises SourceErrors."""
    lines = text.split("\n")
    for number, content in enumerate(lines, start=1):
        if unseen := _UNSEEN_LINE_ENDS.search(content):
            problem = f"a line end that no editor shows, U+{ord(unseen[0]):04X}"
            report.stop(number, problem, "Put a plain line break or nothing in its place")
    try:
        ast.parse(text)
    except SyntaxError as error:
        report.stop(error.lineno or 1, f"not Python: {error.msg}", "Mend the syntax")
    except ValueError as error:
        report.stop(1, f"not Python: {error}", "Save the file as plain text")
    headers = _headers(text, report)
    cells = jupytext.reads(text, fmt=_FORMAT).cells
    before = lines[: headers[0] - 1] if headers else lines
    if any(content.strip() and not content.startswith("#") for content in before):
        report.stop(1, "there is code before the first cell header", "Put `# %%` before it")
    if len(cells) == len(headers) + 1:
        del cells[0]  # the comments before the first header
    if len(cells) != len(headers):
        problem = f"jupytext sees {len(cells)} cells where Python sees {len(headers)} headers"
        report.stop(1, problem, 'Write all prose as r"""…""" alone in its cell')
    pieces = []
    for cell, line, end in zip(cells, headers, [*headers, len(lines) + 1][1:], strict=True):
        raw = "\n".join(lines[line : end - 1])
        if cell.cell_type == "markdown":
            body = _text_line(raw, line, cell.metadata.get("cell_marker", ""), report)
        elif cell.cell_type == "code":
            body = line + 1 + len(raw) - len(raw.lstrip("\n"))
            _check_code(raw, line, report)
        else:
            body = line
            report.add(line, f"a {cell.cell_type} cell", "Only code and [markdown] cells have a place here")
        keys = {key: value for key, value in cell.metadata.items() if key not in _OF_JUPYTEXT}
        source = cell.source.strip("\n").rstrip()
        pieces.append(Piece(line, body, cell.cell_type == "code", keys, source))
    report.settle()  # the rules of the course make sense only for cells that are what they seem
    return pieces


def _headers(text: str, report: Report) -> list[int]:
    """The lines of the cell headers; what stands in a string is none."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line, column = token.start
        if token.type != tokenize.COMMENT or token.line[:column].strip():
            continue
        if _HEADER.match(token.string):
            found.append(line)
            if column:
                report.add(line, "a cell header inside other code", "Start it at the left margin")
        elif _NEARLY_HEADER.match(token.string):
            report.add(
                line, "nearly a cell header", "Write a space after `# %%`; cell magics have no place here"
            )
    return found


def _text_line(raw: str, line: int, marker: str, report: Report) -> int:
    """The line in which the text of a prose cell begins; the cell must be one triple-quoted string."""
    try:
        statements = ast.parse(raw).body
    except SyntaxError:
        statements = []
    string = getattr(statements[0], "value", None) if len(statements) == 1 else None
    if not marker or not isinstance(string, ast.Constant) or not isinstance(string.value, str):
        report.add(line, "a text cell that is not one triple-quoted text", 'Write r"""…""" and nothing else')
        return line
    if "\\" in raw and not marker.startswith(("r", "R")):
        report.add(line, "a text with a backslash that Python takes for an escape", 'Begin it with r"""')
    return line + string.lineno + len(string.value) - len(string.value.lstrip("\n"))


def _check_code(raw: str, line: int, report: Report) -> None:
    try:
        tree = ast.parse(raw)
    except SyntaxError as error:
        report.add(
            line + (error.lineno or 1), f"not Python by itself: {error.msg}", "Let the cell hold all of it"
        )
        return
    if is_recap(tree):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        course = {module.split(".")[0] for module in modules} & {"solutions", "grader"}
        if course:
            problem = "an import of the course itself, which a student's notebook does not have"
            advice = (
                "Let `from solutions.MODULE import …` lines, and nothing else, stand in a cell of their own"
            )
            if "grader" in course:
                advice = "Write what is needed into this day"
            report.add(line + node.lineno, problem, advice)
