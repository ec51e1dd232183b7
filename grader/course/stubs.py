"""From the solution cell of an exercise to what the student starts with.

The solution stands between two marks, and the bug that a spot-the-bug exercise hands out between two of its own
right after it, as comments. nbgrader's own ClearSolutions looks for the same words in any line, so a line that
holds them must be a mark and nothing else.
"""

import ast
import io
import textwrap
import tokenize
from dataclasses import dataclass

from grader.course.errors import CellError
from grader.course.words import ANSWER_HERE, CODE_HERE, NOT_WRITTEN
from grader.text import Lang

SOLUTION, BUG = "SOLUTION", "BUG"


@dataclass(frozen=True)
class Region:
    """The lines of a solution or a bug: `begin` and `end` are the lines of the two marks, counted from 0."""

    begin: int
    end: int
    indent: str


def has_mark(line: str) -> bool:
    """Whether the line holds the words of a mark."""
    return any(f"{side} {what}" in line for side in ("BEGIN", "END") for what in (SOLUTION, BUG))


def regions(source: str) -> list[Region]:
    """The solution regions of a cell; CellError if a mark is missing, misspelt, out of order or nested."""
    found = _regions(source, SOLUTION)
    if not found:
        problem = "the exercise has no solution"
        raise CellError(None, problem, "Put it between `### BEGIN SOLUTION` and `### END SOLUTION`")
    return found


def _regions(source: str, what: str) -> list[Region]:
    begins, ends = f"### BEGIN {what}", f"### END {what}"
    name = what.lower()
    found: list[Region] = []
    begin: int | None = None
    for number, line in enumerate(source.split("\n")):
        if f"BEGIN {what}" not in line and f"END {what}" not in line:
            continue
        if line.strip() not in (begins, ends):
            raise CellError(
                number, f"a line holds the words of a {name} mark", f"Write `{begins}` or `{ends}` alone"
            )
        if line.strip() == begins:
            if begin is not None:
                raise CellError(number, f"a {name} begins inside another", f"End the first with `{ends}`")
            begin = number
        elif begin is None:
            raise CellError(number, f"a {name} ends that has not begun", f"Put `{begins}` before it")
        else:
            mark = source.split("\n")[begin]
            found.append(Region(begin, number, mark[: len(mark) - len(mark.lstrip())]))
            begin = None
    if begin is not None:
        raise CellError(begin, f"the {name} has no end", f"Put `{ends}` after it")
    return found


def without_bug(source: str) -> str:
    """The text without the bugs to hand out; what is left runs the same, for they are comments."""
    lines = source.split("\n")
    for region in reversed(_regions(source, BUG)):
        del lines[region.begin : region.end + 1]
    return "\n".join(lines)


def without_marks(source: str) -> str:
    """The text without the marks of solutions, and without the bugs."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return "\n".join(line for line in without_bug(source).split("\n") if line.strip() not in marks)


def code_stub(source: str, name: str, lang: Lang) -> str:
    """Each solution becomes an error that names the exercise; in a class, only methods may hold solutions."""
    for region in regions(source):
        around = [type(node) for node in _around(source, region)]
        if ast.ClassDef in around and ast.FunctionDef not in around:
            problem = "a solution in a class but in no method: without it the class could not be made"
            raise CellError(region.begin, problem, "Put marks around the body of each method")
    todo = f'# {CODE_HERE[lang]}\nraise NotImplementedError("{NOT_WRITTEN[lang].format(name)}")'
    return _replace(source, [(region, textwrap.indent(todo, region.indent)) for region in regions(source)])


def quiz_stub(source: str) -> str:
    """The answers of the solution become None; names, keys and comments stay."""
    return _replace(source, [(region, _without_answers(source, region)) for region in regions(source)])


def answer_stub(source: str, lang: Lang) -> str:
    """The model answer of a written exercise becomes a place for the student's."""
    return _replace(source, [(region, ANSWER_HERE[lang]) for region in regions(source)])


def model_answer(source: str) -> str:
    """The model answer of a written exercise without its marks."""
    lines = source.split("\n")
    return "\n\n".join("\n".join(lines[r.begin + 1 : r.end]).strip("\n") for r in regions(source))


def bug_stub(source: str) -> str:
    """Each solution becomes the bug after it. One at the left margin (which mistake was it?) may have none: None."""
    bugs = {region.begin: region for region in _regions(source, BUG)}
    if not bugs:
        problem = "the exercise has no bug to hand out"
        raise CellError(None, problem, "Put it as comments between `### BEGIN BUG` and `### END BUG`")
    replaced = []
    for region in regions(source):
        bug = bugs.pop(region.end + 1, None)
        if bug is not None:
            whole = Region(region.begin, bug.end, region.indent)
            replaced.append((whole, _uncommented(source, bug)))
        elif region.indent:
            problem = "the solution has no bug to hand out"
            raise CellError(region.begin, problem, "Put `### BEGIN BUG` … `### END BUG` right after it")
        else:
            replaced.append((region, _without_answers(source, region)))
    for begin in bugs:
        raise CellError(begin, "a bug without its solution", "Put it right after `### END SOLUTION`")
    return _replace(source, replaced)


def _uncommented(source: str, bug: Region) -> str:
    """The lines of a bug as code."""
    lines = []
    for number, line in enumerate(source.split("\n")[bug.begin + 1 : bug.end], start=bug.begin + 1):
        code = line.removeprefix(bug.indent)
        if code != "#" and not code.startswith("# "):
            problem = "a line of the bug is not a comment at the margin of its marks"
            raise CellError(number, problem, "Write `# ` before its code; it must not run here")
        lines.append((bug.indent + code[2:]).rstrip())
    return "\n".join(lines)


def _replace(source: str, replaced: list[tuple[Region, str]]) -> str:
    lines = source.split("\n")
    for region, text in reversed(replaced):
        lines[region.begin : region.end + 1] = text.split("\n")
    return "\n".join(lines)


def _without_answers(source: str, region: Region) -> str:
    text = textwrap.dedent("\n".join(source.split("\n")[region.begin + 1 : region.end]))
    wanted = 'Write `name = {"question": "answer", …}` or `name = "B"`'
    try:
        statements = ast.parse(text).body
    except SyntaxError as error:
        raise CellError(region.begin, "the answers are not Python by themselves", wanted) from error
    cuts: list[ast.expr] = []
    for statement in statements:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            raise CellError(region.begin + statement.lineno, "an answer is not an assignment", wanted)
        value = statement.value
        cuts += value.values if isinstance(value, ast.Dict) else [value]
    if not cuts:
        raise CellError(region.begin, "the solution holds no answer", wanted)
    # Offsets of ast count bytes, hence the detour; from the end, so that earlier places stay where they are.
    lines = [line.encode() for line in text.split("\n")]
    for cut in reversed(cuts):
        first, last = cut.lineno - 1, (cut.end_lineno or cut.lineno) - 1
        lines[first : last + 1] = [
            lines[first][: cut.col_offset] + b"None" + lines[last][cut.end_col_offset :]
        ]
    blank = b"\n".join(lines).decode()
    # The comments of a dict are its questions; those beside a letter tell why the letter is right.
    keep = any(isinstance(getattr(statement, "value", None), ast.Dict) for statement in statements)
    return textwrap.indent(blank if keep else _without_comments(blank), region.indent)


def _without_comments(text: str) -> str:
    lines: list[str | None] = list(text.split("\n"))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = token.line[:column].rstrip() or None
    return "\n".join(line for line in lines if line is not None)


def _around(source: str, region: Region) -> list[ast.AST]:
    """The functions and classes that the region stands in, from the outermost."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and node.lineno <= region.begin < (node.end_lineno or 0)
    ]
