"""The texts for readers in code cells, in two languages: the Korean twin of a text follows it in the source.

    assert np.shape(y) == (2, 3), "Is the result as large as the input?"
    # ko: "결과의 크기가 입력과 같나요?"

A twin is a comment that begins with `ko:`, at the end of the same line or in the next one. The twin of a string is
the string that takes its place, an f-string with the same fields; several are separated by commas. The twin of a
comment is plain words. `# ko: =` says that Korean has the same text. A twin goes on in comment lines that are
indented by three spaces or more. The twin of a docstring is a string right after it.

So the source runs in English, and the other language is a matter of putting each twin in the place of its text.
"""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.course.errors import CellError
from grader.text import Text

_TWIN = re.compile(r"(?P<own>#.*?)??\s*#\s*ko:\s*(?P<twin>.*)")
_GOES_ON = re.compile(r"#\s{3,}(?P<twin>\S.*)")
_STRING = re.compile(r"[rRbBuUfF]{0,2}[\"']")
_NO_PROSE = re.compile(r"###|#\s*(noqa|type:|fmt:|ruff:|pragma:)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORD_OF_PROSE = re.compile(r"(?<![\w.`])[^\W\d_]{3,}(?![\w(`]|\.\w)")  # no name, call or shape

_TELLS = {"print", "show"}
_DRAWS = {
    "set_title",
    "set_xlabel",
    "set_ylabel",
    "suptitle",
    "title",
    "xlabel",
    "ylabel",
    "text",
    "annotate",
    "legend",
}
_DRAWN_KEYWORDS = {"label", "labels", "title", "xlabel", "ylabel"}

_WHAT_TO_DO = {
    "string": 'Put `# ko: "…"` at the end of its line or into the next one',
    "comment": "Put `# ko: …` at the end of its line or into the next one",
    "docstring": 'Put the Korean """…""" right after it',
}


@dataclass
class _Place:
    """A text, source[start:end], and what takes its place in Korean; `wanted`: whether it must have a twin."""

    kind: str  # string, comment, docstring
    start: int
    end: int
    wanted: bool
    node: ast.expr | None = None
    twin: str | None = None


@dataclass
class _Twin:
    """A comment that holds a twin: source[start:end] is all that has to go, `line` counts from 0."""

    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Split:
    """Code in each language, what is wrong with its twins, and the English of each Korean string of plots."""

    code: Text
    errors: Sequence[CellError]
    english: Mapping[str, str]


@functools.lru_cache(maxsize=256)  # a recap takes the same module apart for each language
def split(source: str, *, complete: bool) -> Split:
    """Take code and its twins apart.

    complete: whether a text for readers that has no twin is wrong.
    """
    code = _Code(source)
    for twin in code.twins:
        try:
            code.give(twin)
        except CellError as error:
            code.errors.append(error)
    if complete:
        code.look_for_missing()
    return Split(code.texts(), code.errors, code.english())


class _Code:
    """Code with its texts: `gone` are the spans that are in neither language."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.tree = ast.parse(source)
        self.statements = {node.lineno - 1 for node in ast.walk(self.tree) if isinstance(node, ast.stmt)}
        self.compared = set(map(id, _compared(self.tree)))
        self.errors: list[CellError] = []
        self.gone: list[tuple[int, int]] = []
        self.twins: list[_Twin] = []
        self.docstrings = list(self._docstrings())
        self.strings = list(self._strings())
        self.comments = list(self._comments())
        self.places = [*self.docstrings, *self.strings, *self.comments]

    # What there is

    def _docstrings(self) -> Iterator[_Place]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                first, second = map(_string_of, (*node.body, None)[:2])
                if first is not None:
                    place = self._place("docstring", first, wanted=True)
                    if second is not None:
                        start, end = self._span(second)
                        place.twin = self.source[start:end]
                        self.gone.append((place.end, end))
                    yield place

    def _strings(self) -> Iterator[_Place]:
        """The strings outside docstrings; an f-string, or several that Python joins, are one."""
        shown = set(map(id, [*_told(self.tree), *_drawn(self.tree)]))
        taken = [(place.start, place.end) for place in self.docstrings] + self.gone
        todo: list[ast.AST] = [self.tree]
        while todo:
            node = todo.pop()
            if not _is_text(node):
                todo += ast.iter_child_nodes(node)
                continue
            assert isinstance(node, ast.expr)
            place = self._place("string", node, wanted=id(node) in shown and _has_words(node))
            if not any(start <= place.start < end for start, end in taken):
                yield place

    def _comments(self) -> Iterator[_Place]:
        """The comments that are texts; those that are twins are put aside, and those in a bug are left alone."""
        in_bug, next_line = False, 0
        growing: _Place | _Twin | None = None  # what the comment of the next line may go on with
        for line, column, comment in self._comment_tokens():
            start = self.starts[line] + column
            end = start + len(comment)
            alone = not self.lines[line][:column].strip()
            before = growing if alone and line == next_line else None
            growing, next_line = None, line + 1
            if comment.startswith("###"):
                in_bug = "BEGIN BUG" in comment
            if in_bug or _NO_PROSE.match(comment):
                continue
            if found := _TWIN.fullmatch(comment):
                if own := (found["own"] or "").rstrip():
                    yield self._comment(start, start + len(own))
                growing = _Twin(line, self._end_before(start + len(own)), end, found["twin"])
                self.twins.append(growing)
            elif isinstance(before, _Twin) and (found := _GOES_ON.fullmatch(comment)):
                before.end, before.text = end, f"{before.text}\n{found['twin']}"
                growing = before
            elif isinstance(before, _Place):
                before.end, before.wanted = end, before.wanted or self._comment(start, end).wanted
                growing = before
            else:
                place = self._comment(start, end)
                growing = place if alone else None
                yield place

    def _comment_tokens(self) -> Iterator[tuple[int, int, str]]:
        """Line, column and text of each comment."""
        for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0] - 1, token.start[1], token.string

    def _comment(self, start: int, end: int) -> _Place:
        return _Place("comment", start, end, bool(_WORD_OF_PROSE.search(self.source[start:end])))

    def _end_before(self, start: int) -> int:
        """Where the code or comment before a twin ends."""
        return len(self.source[:start].rstrip(" ").removesuffix("\n"))

    def _place(self, kind: str, node: ast.expr, wanted: bool) -> _Place:
        return _Place(kind, *self._span(node), wanted, node)

    def _span(self, node: ast.expr) -> tuple[int, int]:
        """Where the node begins and ends in the text; ast counts bytes."""
        ends = ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        start, end = (
            self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())
            for line, column in ends
        )
        return start, end

    # What belongs together

    def give(self, twin: _Twin) -> None:
        """Give the twin to the text before it; CellError if it does not fit."""
        self.gone.append((twin.start, twin.end))
        comment = next((place for place in self.comments if place.end == twin.start), None)
        if twin.text == "=":
            for place in [comment] if comment else self._strings_before(twin):
                place.twin = self.source[place.start : place.end]
        elif _STRING.match(twin.text):
            self._give_strings(twin)
        elif comment:
            comment.twin = "\n".join(f"# {line}" for line in twin.text.split("\n"))
        else:
            problem = "Korean words without an English comment right before them"
            raise CellError(
                twin.line, problem, "Put them right after it; the twin of a string has its quotes"
            )

    def _strings_before(self, twin: _Twin) -> list[_Place]:
        """The strings of the statement before the twin that have none; if readers see some for certain, these."""
        begin = self.starts[max((line for line in self.statements if line <= twin.line), default=0)]
        found = [p for p in self.strings if begin <= p.start and p.end <= twin.start and p.twin is None]
        found.sort(key=lambda place: place.start)
        return [p for p in found if p.wanted] or [p for p in found if _has_words(p.node)]

    def _give_strings(self, twin: _Twin) -> None:
        places, twins = self._strings_before(twin), _literals(twin)
        if not any(place.wanted for place in places):
            places = places[-len(twins) :]
        if len(places) != len(twins):
            problem = f"{len(twins)} Korean texts after {len(places)} English ones"
            raise CellError(twin.line, problem, 'Write one for each, with commas between: `# ko: "…", "…"`')
        for place, (text, node) in zip(places, twins, strict=True):
            place.twin = text
            if _fields(place.node) != _fields(node):
                problem = "the Korean text has other fields than the English one"
                raise CellError(twin.line, problem, "Fill in the same in both, as f-strings")
            if id(place.node) in self.compared:
                raise CellError(twin.line, "a twin of a string that the code compares", "Leave it as it is")

    def look_for_missing(self) -> None:
        """Report the texts for readers that have no twin."""
        for place in self.places:
            if place.wanted and place.twin is None:
                line = self.source.count("\n", 0, place.start)
                problem = f"an English {place.kind} without its Korean twin"
                self.errors.append(CellError(line, problem, _WHAT_TO_DO[place.kind]))

    # What comes of it

    def texts(self) -> Text:
        """The code in English and in Korean."""
        english = [(start, end, "") for start, end in self.gone]
        korean = [*english, *(self._in_korean(place) for place in self.places if place.twin is not None)]
        return Text(_edited(self.source, english), _edited(self.source, korean))

    def english(self) -> dict[str, str]:
        """From each Korean string to its English one, for those that nothing is filled into.

        What checks ask, what is printed and alternative texts are in no plot.
        """
        told = set(map(id, _told(self.tree)))
        return {
            ast.literal_eval(f"({place.twin}\n)"): str(place.node.value)
            for place in sorted(self.strings, key=lambda place: place.start)
            if place.twin is not None and isinstance(place.node, ast.Constant) and id(place.node) not in told
        }

    def _in_korean(self, place: _Place) -> tuple[int, int, str]:
        twin = place.twin or ""
        if place.kind != "docstring":  # the lines of a twin come below one another
            column = place.start - self.source.rfind("\n", 0, place.start) - 1
            twin = f"\n{' ' * column}".join(line.strip() for line in twin.split("\n"))
        return place.start, place.end, twin


def _edited(source: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text + source[end:]
    return source


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _string_of(node: ast.stmt | None) -> ast.expr | None:
    """The string of a statement that is nothing else."""
    return (
        node.value
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and _is_text(node.value)
        else None
    )


def _has_words(node: ast.AST | None) -> bool:
    """Whether a string has words of its own, apart from what is filled in."""
    said = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(part, ast.Constant) and bool(_WORD.search(str(part.value))) for part in said)


def _told(tree: ast.AST) -> Iterator[ast.AST]:
    """What readers are told: the questions of checks, what is printed, the alternative texts of plots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            yield from _parts(node.msg)
        elif isinstance(node, ast.Call) and _name(node) in _TELLS:
            for argument in (*node.args, *(word.value for word in node.keywords if word.arg == "alt")):
                yield from _parts(argument)


def _drawn(tree: ast.AST) -> Iterator[ast.AST]:
    """What readers see in plots for certain: titles, labels, notes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in node.args if _name(node) in _DRAWS else []:
                yield from _parts(argument)
            for keyword in node.keywords:
                if keyword.arg in _DRAWN_KEYWORDS:
                    yield from _parts(keyword.value)


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", None) or getattr(call.func, "attr", ""))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """What an expression may give: itself, the branches of a choice, the items of a list."""
    yield node
    if isinstance(node, ast.IfExp):
        yield from _parts(node.body)
        yield from _parts(node.orelse)
    elif isinstance(node, ast.BinOp | ast.List | ast.Tuple | ast.Starred):
        for child in ast.iter_child_nodes(node):
            yield from _parts(child)


def _compared(tree: ast.AST) -> Iterator[ast.AST]:
    """What code finds or tells things by: keys, and what is compared."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from filter(None, node.keys)
        elif isinstance(node, ast.Subscript):
            yield from ast.walk(node.slice)
        elif isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                yield from _parts(side)


def _fields(node: ast.AST | None) -> list[str]:
    """What is filled into a string and how, in no order: that of Korean differs."""
    said = node.values if isinstance(node, ast.JoinedStr) else []
    return sorted(ast.dump(part) for part in said if isinstance(part, ast.FormattedValue))


def _literals(twin: _Twin) -> list[tuple[str, ast.AST]]:
    """The strings of a twin, each as it is written; CellError if it is something else."""
    code = f"({twin.text}\n)"
    try:
        body = ast.parse(code, mode="eval").body
    except SyntaxError:
        body = ast.Constant(None)
    nodes = body.elts if isinstance(body, ast.Tuple) else [body]
    if not all(map(_is_text, nodes)):
        raise CellError(twin.line, "a Korean text that is not a string", 'Write `# ko: "…"`')
    return [(ast.get_source_segment(code, node) or "", node) for node in nodes]
