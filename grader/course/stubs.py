"""From the solution cell of an exercise to what the student starts with.

The solution stands between two marks. nbgrader's own ClearSolutions looks for the same words in any line, so
a line that holds them must be a mark and nothing else.
"""

import ast
import builtins
import io
import textwrap
import tokenize
from dataclasses import dataclass

from grader.course.errors import CellError
from grader.course.words import ANSWER_HERE
from grader.text import Lang

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Region:
    """The lines of a solution: `begin` and `end` are the lines of the two marks, counted from 0."""

    begin: int
    end: int
    indent: str


def regions(source: str) -> list[Region]:
    """The solution regions of a cell; CellError if a mark is missing, misspelt, out of order or nested."""
    found: list[Region] = []
    begin: int | None = None
    for number, line in enumerate(source.split("\n")):
        if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line:
            continue
        if line.strip() not in (BEGIN, END):
            raise CellError(
                number, "a line holds the words of a solution mark", f"Write `{BEGIN}` or `{END}` alone"
            )
        if line.strip() == BEGIN:
            if begin is not None:
                raise CellError(number, "a solution begins inside another", f"End the first with `{END}`")
            begin = number
        elif begin is None:
            raise CellError(number, "a solution ends that has not begun", f"Put `{BEGIN}` before it")
        else:
            mark = source.split("\n")[begin]
            found.append(Region(begin, number, mark[: len(mark) - len(mark.lstrip())]))
            begin = None
    if begin is not None:
        raise CellError(begin, "the solution has no end", f"Put `{END}` behind it")
    if not found:
        raise CellError(None, "the exercise has no solution", f"Put it between `{BEGIN}` and `{END}`")
    return found


def code_stub(source: str, name: str) -> str:
    """Each solution becomes an error that names the exercise; in a class, only methods may hold solutions."""
    for region in regions(source):
        around = [type(node) for node in _around(source, region)]
        if ast.ClassDef in around and ast.FunctionDef not in around:
            problem = "a solution in a class but in no method: without it the class could not be made"
            raise CellError(region.begin, problem, "Put marks around the body of each method")
    todo = f'# YOUR CODE HERE\nraise NotImplementedError("{name} is not written yet")'
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


def bug_stub(source: str, exercise: str, bug: str, checks: str, known: set[str]) -> str:
    """The body of a function becomes that of the misconception `bug`; checks: the text of the checks module.

    A solution at the left margin is an answer (which mistake was it?) and becomes None.

    known: the names that the notebook has bound before this exercise. A buggy body that uses others would
    fail for a reason that is not the bug.
    """
    replaced = []
    for region in regions(source):
        if not region.indent:
            replaced.append((region, _without_answers(source, region)))
            continue
        ours = _function_around(source, region)
        wrong = _function_of(_misconception(checks, exercise, bug, region.begin), ours.name, region)
        _check_fits(ours, region, wrong, known)
        replaced.append((region, textwrap.indent(_body(checks, wrong), region.indent)))
    if not any(region.indent for region, _ in replaced):
        raise CellError(
            None, "no solution stands inside a function", "Put marks around the body that holds the bug"
        )
    return _replace(source, replaced)


def bound_names(source: str) -> set[str]:
    """Every name that the code binds anywhere, at whatever depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
            names.add(node.name or "")
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


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


def _misconception(checks: str, exercise: str, bug: str, offset: int) -> ast.FunctionDef | ast.ClassDef:
    try:
        module = ast.parse(checks)
    except SyntaxError as error:
        raise CellError(
            offset, "the checks of this day are not Python", f"Mend their line {error.lineno}"
        ) from error
    for node in module.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        for call in node.decorator_list:
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "misconception"
                and [getattr(argument, "value", None) for argument in call.args[:2]] == [exercise, bug]
            ):
                return node
    raise CellError(
        offset,
        f"the checks have no misconception `{bug}` of `{exercise}`",
        f'Write it with `@book.misconception("{exercise}", "{bug}", …)`, or mend the name in bug="…"',
    )


def _body(checks: str, function: ast.FunctionDef) -> str:
    """The body without docstring and without comments: they tell the instructor what is wrong."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    lines = [line.encode() for line in checks.split("\n")][body[0].lineno - 1 : body[-1].end_lineno]
    lines[0] = b" " * body[0].col_offset + lines[0][body[0].col_offset :]
    return _without_comments(textwrap.dedent(b"\n".join(lines).decode()))


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


def _function_around(source: str, region: Region) -> ast.FunctionDef:
    functions = [node for node in _around(source, region) if isinstance(node, ast.FunctionDef)]
    if not functions:
        raise CellError(
            region.begin, "the solution is indented but in no function", "Put the bug inside a function"
        )
    return functions[-1]


def _function_of(wrong: ast.FunctionDef | ast.ClassDef, name: str, region: Region) -> ast.FunctionDef:
    """The misconception itself, or the method of that name if it is a class."""
    if isinstance(wrong, ast.FunctionDef):
        return wrong
    for node in wrong.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise CellError(
        region.begin, f"the misconception `{wrong.name}` has no method `{name}`", "Write the class whole"
    )


def _check_fits(right: ast.FunctionDef, region: Region, wrong: ast.FunctionDef, known: set[str]) -> None:
    ours, theirs = _parameters(right), _parameters(wrong)
    if ours != theirs:
        raise CellError(
            region.begin,
            f"the misconception takes ({', '.join(theirs)}) where the exercise takes ({', '.join(ours)})",
            "Give both the same parameters",
        )
    inside = bound_names(ast.unparse(wrong)) - {wrong.name}
    used = {n.id for part in wrong.body for n in ast.walk(part) if isinstance(n, ast.Name)}
    unknown = sorted(used - inside - known - set(dir(builtins)))
    if unknown:
        raise CellError(
            region.begin,
            f"the misconception uses `{'`, `'.join(unknown)}`, which the notebook does not have",
            "Write its body with what the notebook has bound before this exercise",
        )


def _parameters(function: ast.FunctionDef) -> list[str]:
    arguments = function.args
    return [a.arg for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]
