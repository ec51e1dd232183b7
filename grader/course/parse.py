"""From the cells of a source file to a Day: what the course asks of its author is checked here."""

import ast
import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.course import code_texts, figures, stubs
from grader.course.day import Day
from grader.course.errors import CellError, Report
from grader.course.model import Cell, Exercise, Kind, Role
from grader.course.reader import Piece, read
from grader.course.recap import defined_names, expand, is_recap, with_english
from grader.course.words import KINDS
from grader.text import LANGS, NOTHING, Lang, Text

_FOR_NBGRADER = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "BEGIN MARK SCHEME", "END MARK SCHEME", "AUTOTEST")
_NEED_HINTS = ("code", "bug", "experiment")
_HINTS = 3

# The keys of a header by what the cell is; the first of them tells what it is.
_PROSE_KEYS: dict[Role, tuple[str, ...]] = {
    "day": ("day", "title", "code_texts"),
    "explain": ("exercise", "kind", "points", "minutes", "difficulty"),
    "hint": ("hint",),
    "rubric": ("rubric",),
}
_CODE_KEYS: dict[Role, tuple[str, ...]] = {
    "exercise": ("exercise", "kind", "bug", "minutes", "difficulty"),
    "check": ("check", "points"),
}


def parse(text: str, path: Path) -> Day:
    """Read the source of a day; raises SourceErrors.

    text: the file's contents. path: where it is (`…/solutions/dayNN_name.py`), for its name and its figures.
    """
    root = path.parent.parent
    report = Report(str(path.relative_to(root)))
    return _Parser(path, report).day(read(text.replace("\r\n", "\n"), report))


@dataclass
class _Draft:
    """An exercise while its parts are being met."""

    name: str
    kind: Kind
    piece: Piece
    twin: Piece
    source: Text
    minutes: int
    difficulty: int
    points: float = 0
    check: Text = NOTHING
    hints: list[Text] = field(default_factory=list)
    rubric: Text | None = None


class _Parser:
    def __init__(self, path: Path, report: Report) -> None:
        self.path = path
        self.report = report
        self.cells: list[Cell] = []
        self.drafts: dict[str, _Draft] = {}
        self.latest: _Draft | None = None
        self.defined: list[tuple[Piece, str]] = []
        self.brought: dict[str, tuple[Piece, str]] = {}
        self.figures: dict[str, bytes] = {}
        self.title = Text("", "")
        self.number = 0
        self.english: dict[str, str] = {}  # of each Korean string in the day's code
        self.both = False  # whether the day's code has its texts in both languages

    def day(self, pieces: list[Piece]) -> Day:
        file_name = re.fullmatch(r"day(\d\d)_[a-z0-9_]+", self.path.stem)
        if not file_name:
            self.report.stop(
                1, "the file's name is not that of a day", "Call it like day04_transformer_block.py"
            )
        if not pieces or pieces[0].is_code or "day" not in pieces[0].keys:
            advice = 'Write `# %% [markdown] day=4 title="…"`'
            self.report.stop(
                pieces[0].line if pieces else 1, "the first cell does not say which day it is", advice
            )
        position = 0
        while position < len(pieces):
            piece = pieces[position]
            following = pieces[position + 1] if position + 1 < len(pieces) else None
            position += 1
            if piece.is_code:
                self.code(piece, following)
            elif piece.korean:
                problem = "a Korean text without its English one"
                self.report.add(piece.line, problem, "Put the English text right before it")
            elif following is None or not following.korean:
                problem = "an English text without its Korean twin"
                self.report.add(piece.line, problem, 'Put `# %% [markdown] lang="ko"` right after it')
                self.prose(piece, piece)
            else:
                self.prose(piece, following)
                position += 1
        if self.number != int(file_name[1]):
            problem = f"day={self.number} in a file of day {int(file_name[1])}"
            self.report.add(pieces[0].line, problem, "Make the two numbers equal")
        self.look_for_clashes()
        exercises = tuple(exercise for draft in self.drafts.values() for exercise in self.finish(draft))
        self.report.settle()
        return Day(
            id=self.path.stem[:5],
            number=self.number,
            name=self.path.stem,
            title=self.title,
            cells=tuple(map(self.finished, self.cells)),
            exercises=exercises,
            figures=self.figures,
        )

    def finished(self, cell: Cell) -> Cell:
        """A recap may have to know the English texts of all that the day's plots show in Korean."""
        if not cell.recap:
            return cell
        return replace(cell, source=Text(cell.source.en, with_english(cell.source.ko, self.english)))

    # The cells

    def code(self, piece: Piece, following: Piece | None) -> None:
        role = self.role(piece, _CODE_KEYS, otherwise="given")
        name = ""
        source = self.texts(piece)
        if role == "exercise":
            name = self.draft(piece, piece, source).name
            if following is None or following.keys.get("check") != name:
                problem = f"the exercise `{name}` has no check right after it"
                self.report.add(piece.line, problem, f'Put `# %% check="{name}" points=…` there')
        elif role == "check":
            name = str(piece.keys["check"])
            self.check(piece, name, source)
        if not piece.source:
            self.report.add(piece.line, "an empty cell", "Write something into it or delete it")
        self.look_for_marks(piece, role)
        if is_recap(ast.parse(piece.source)):
            self.recap(piece, role)
        else:
            with suppress(CellError):  # the stub will tell of it
                source = Text(*(stubs.without_bug(source[lang]) for lang in LANGS))
            self.add(role, source, piece.line, name)
            self.defined += [(piece, name) for name in defined_names(piece.source)]

    def texts(self, piece: Piece) -> Text:
        """The code in each language; in English alone where the day does not say that it has both."""
        if not self.both:
            if "# ko:" in piece.source:
                problem = "a Korean twin in a day whose code has no Korean texts"
                self.report.add(piece.line, problem, 'Write code_texts="both" in the header of the day')
            return Text(piece.source, piece.source)
        found = code_texts.split(piece.source, complete=True)
        for error in found.errors:
            self.report.add(piece.body + (error.offset or 0), error.problem, error.what_to_do)
        self.english.update(found.english)
        return found.code

    def recap(self, piece: Piece, role: Role) -> None:
        """The import lines become what they import."""
        if role != "given":
            problem = "an import of the course itself in an exercise or its check"
            self.report.add(piece.line, problem, "Give the import lines a cell of their own")
        source = Text(piece.source, piece.source)
        try:
            english, korean = (expand(piece.source, self.path, lang) for lang in LANGS)
        except CellError as error:
            line = piece.line if error.offset is None else piece.body + error.offset
            self.report.add(line, error.problem, error.what_to_do)
        else:
            source = Text(english.source, korean.source)
            for name, module in english.brings.items():
                other = self.brought.setdefault(name, (piece, module))[1]
                if other != module:
                    problem = f"`{name}` would come from {other} and from {module}"
                    self.report.add(
                        piece.line, problem, "Import from one of them, or rename it in one of them"
                    )
        self.cells.append(Cell("given", source, piece.line, recap=True))

    def look_for_clashes(self) -> None:
        """What a recap brings stays what it is: another definition would change what depends on it."""
        for piece, name in self.defined:
            if name in self.brought:
                recap, module = self.brought[name]
                problem = (
                    f"`{name}` is defined here, and the recap in line {recap.line} brings that of {module}"
                )
                self.report.add(piece.line, problem, "Choose another name, or do not import what needs it")

    def check(self, piece: Piece, name: str, source: Text) -> None:
        points = self.points(piece)
        if self.latest is None or self.latest.name != name or self.latest.kind == "explain":
            self.report.add(
                piece.line, f"a check of `{name}` without such an exercise before it", "Mend its name"
            )
        elif self.latest.check.en:
            self.report.add(piece.line, f"a second check of `{name}`", "Put both into one cell")
        else:
            self.latest.points, self.latest.check = points, source

    def prose(self, piece: Piece, twin: Piece) -> None:
        """A text and its twin; a text whose twin is missing comes as its own."""
        role = self.role(piece, _PROSE_KEYS, otherwise="prose")
        name = ""
        if role == "day":
            self.day_cell(piece, twin)
        elif role == "explain":
            draft = self.draft(piece, twin, Text(piece.source, twin.source))
            draft.points, name = self.points(piece), draft.name
        elif role in ("hint", "rubric"):
            name = str(piece.keys[role])
            self.belongs(role, name, piece, twin)
        for side, language in {piece.line: (piece, "English"), twin.line: (twin, "Korean")}.values():
            if not side.source.strip():
                self.report.add(
                    side.line, f"the {language} text is empty", "Write it, or delete it in both languages"
                )
            self.look_for_marks(side, role)
            self.look_at_figures(side, role)
        if twin is not piece:
            self.compare(piece, twin, role)
        self.add(role, Text(piece.source, twin.source), piece.line, name)

    def day_cell(self, piece: Piece, twin: Piece) -> None:
        if self.number:
            self.report.add(piece.line, "a second cell that says which day it is", "Only the first one does")
            return
        self.number = self.whole(piece, "day", 99)
        for side in (piece, twin):
            title = side.keys.get("title")
            if not isinstance(title, str) or not title.strip():
                self.report.add(
                    side.line, "the day has no title in this language", 'Write title="…" in the header'
                )
        self.title = Text(str(piece.keys.get("title")), str(twin.keys.get("title")))
        self.both = "code_texts" in piece.keys
        if self.both and piece.keys["code_texts"] != "both":
            self.report.add(piece.line, "code_texts is not possible", 'Write code_texts="both" or nothing')

    def belongs(self, role: Role, name: str, piece: Piece, twin: Piece) -> None:
        draft = self.drafts.get(name)
        if draft is None:
            self.report.add(
                piece.line, f"a {role} for `{name}`, which no exercise before it is called", "Mend it"
            )
            return
        if draft is not self.latest or (draft.kind != "explain" and not draft.check.en):
            problem = f"a {role} for `{name}` away from its exercise"
            self.report.add(
                piece.line, problem, "Put it after the exercise and its check, before the next exercise"
            )
        if role == "hint":
            draft.hints.append(Text(piece.source, twin.source))
        elif draft.kind != "explain":
            self.report.add(piece.line, f"a rubric for `{name}`, which is not marked by hand", "Delete it")
        elif draft.rubric:
            self.report.add(piece.line, f"a second rubric for `{name}`", "Put both into one")
        else:
            draft.rubric = Text(piece.source, twin.source)

    def add(self, role: Role, source: Text, line: int, name: str) -> None:
        self.cells.append(Cell(role, source, line, name))

    # What a header says

    def role(self, piece: Piece, known: dict[Role, tuple[str, ...]], otherwise: Role) -> Role:
        role = next((role for role, keys in known.items() if keys[0] in piece.keys), otherwise)
        if garbled := piece.keys.get("incorrectly_encoded_metadata"):
            problem = f"the header cannot be read at `{garbled}`"
            self.report.add(piece.line, problem, 'Write key="text" or key=number, with spaces between')
            return role
        allowed = known.get(role, ())
        anywhere = sorted({key for keys in known.values() for key in keys} | {"lang"})
        for key in piece.keys:
            if key == "lang":
                self.report.add(
                    piece.line, 'lang="…" on code or English text', 'Only Korean text has it, lang="ko"'
                )
            elif key not in allowed:
                close = difflib.get_close_matches(key, anywhere, n=1)
                advice = f"Did you mean `{close[0]}`?" if close and close[0] != key else "Delete it"
                self.report.add(piece.line, f"the header key `{key}` has no meaning here", advice)
        return role

    def draft(self, piece: Piece, twin: Piece, source: Text) -> _Draft:
        name = str(piece.keys["exercise"])
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", name):
            problem = f"`{name}` cannot be the name of an exercise"
            self.report.add(
                piece.line, problem, "Write up to 40 letters, digits and underscores, a letter first"
            )
        elif name.endswith("_check") or re.fullmatch(r"given_\d+", name):
            self.report.add(piece.line, f"the build needs the name `{name}` for itself", "Choose another")
        if name in self.drafts:
            problem = f"the exercise `{name}` is already there in line {self.drafts[name].piece.line}"
            self.report.add(piece.line, problem, "Choose another name")
        self.latest = _Draft(
            name=name,
            kind=self.kind(piece),
            piece=piece,
            twin=twin,
            source=source,
            minutes=self.whole(piece, "minutes", 120),
            difficulty=self.whole(piece, "difficulty", 5),
        )
        self.drafts.setdefault(name, self.latest)
        return self.latest

    def kind(self, piece: Piece) -> Kind:
        kind = piece.keys.get("kind", "code")
        allowed: list[Kind] = [known for known in KINDS if (known == "explain") != piece.is_code]
        if kind not in allowed:
            problem = f'kind="{kind}" is not for a {"code" if piece.is_code else "text"} cell'
            self.report.add(piece.line, problem, f"Write one of: {', '.join(allowed)}")
        if ("bug" in piece.keys) != (kind == "bug"):
            self.report.add(piece.line, 'kind="bug" and bug="…" belong together', "Write both or neither")
        return kind if kind in allowed else allowed[0]

    def whole(self, piece: Piece, key: str, highest: int) -> int:
        value = piece.keys.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= highest:
            return value
        problem = f"{key} is missing" if value is None else f"{key}={value!r} is not possible"
        self.report.add(piece.line, problem, f"Write {key}=… with a whole number from 1 to {highest}")
        return 1

    def points(self, piece: Piece) -> float:
        value = piece.keys.get("points")
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
            return float(value)
        problem = "points is missing" if value is None else f"points={value!r} is not possible"
        self.report.add(piece.line, problem, "Write points=… with a number greater than 0")
        return 1.0

    # What a text holds

    def compare(self, piece: Piece, twin: Piece, role: Role) -> None:
        for key, value in twin.keys.items():
            own = key == "lang" or (role == "day" and key == "title")
            repeated = key in _PROSE_KEYS.get(role, ()) and value == piece.keys.get(key)
            if not own and not repeated:
                problem = f"the Korean twin says {key}={value!r} and the English text does not"
                self.report.add(twin.line, problem, "Make them agree, or leave the facts to the English text")
        if role in ("hint", "rubric") and role not in twin.keys:
            problem = f"the Korean twin of a {role} does not say whose it is"
            self.report.add(twin.line, problem, f'Write {role}="{piece.keys[role]}" lang="ko"')
        ours, theirs = ([image.target for image in figures.images(side.source)] for side in (piece, twin))
        if len(ours) != len(theirs):
            problem = f"{len(ours)} figures in the English text, {len(theirs)} in the Korean one"
            self.report.add(twin.line, problem, "Show the same in both")
        for english, korean in zip(ours, theirs, strict=False):
            in_korean = english.replace(".svg", ".ko.svg")
            if korean != in_korean and (self.both or korean != english):
                problem = f"the figure {korean} where the English text has {english}"
                self.report.add(twin.line, problem, f"Draw it in Korean as {in_korean}")

    def look_for_marks(self, piece: Piece, role: Role) -> None:
        for line, text in enumerate(piece.source.split("\n"), start=piece.body):
            if role not in ("exercise", "explain") and stubs.has_mark(text):
                problem = "a mark of a solution outside an exercise"
                self.report.add(line, problem, 'Give the cell exercise="…", or delete the mark')
            if any(words in text for words in _FOR_NBGRADER):
                problem = "a line with words that nbgrader takes for a mark of its own"
                self.report.add(line, problem, "Say it in other words; the build adds the hidden tests")

    def look_at_figures(self, piece: Piece, role: Role) -> None:
        for image in figures.images(piece.source):
            line = piece.body + piece.source.count("\n", 0, image.start)
            path = self.path.parent / image.target
            if role == "explain":
                self.report.add(
                    line, "a figure in a cell that the student writes in", "Put it into the text before"
                )
            elif not re.fullmatch(r"figures/[A-Za-z0-9_.-]+", image.target):
                problem = f"a picture that is not a figure of the course: `{image.target or '<img'}`"
                self.report.add(line, problem, "Write ![what it shows](figures/name.svg)")
            elif path.suffix not in figures.MIME:
                problem = f"a figure of an unknown kind, {image.target}"
                self.report.add(line, problem, f"Use one of {', '.join(figures.MIME)}")
            elif not path.is_file():
                self.report.add(
                    line, f"there is no {image.target} beside the source", "Draw it or mend the name"
                )
            elif not image.alt:
                self.report.add(
                    line, "a figure without alternative text", "Say between the brackets what it shows"
                )
            else:
                self.figures[image.target] = path.read_bytes()

    # The exercises

    def finish(self, draft: _Draft) -> Iterator[Exercise]:
        """The exercise with what the student starts with, or nothing if the file has mistakes."""
        stub = self.stub(draft)
        if draft.kind in _NEED_HINTS and len(draft.hints) != _HINTS:
            problem = f"the exercise `{draft.name}` has {len(draft.hints)} hints"
            self.report.add(draft.piece.line, problem, f"Give it {_HINTS}, from a nudge to nearly the answer")
        if draft.kind == "explain" and draft.rubric is None:
            problem = f"the exercise `{draft.name}` has no rubric"
            self.report.add(
                draft.piece.line, problem, f'Put `# %% [markdown] rubric="{draft.name}"` after it'
            )
        if self.report.errors:
            return
        answers = [stubs.model_answer(draft.source[lang]) for lang in LANGS]
        yield Exercise(
            name=draft.name,
            kind=draft.kind,
            points=draft.points,
            minutes=draft.minutes,
            difficulty=draft.difficulty,
            hints=tuple(draft.hints),
            bug=str(draft.piece.keys.get("bug", "")),
            solution=stubs.without_bug(draft.source.en),
            stub=stub,
            rubric=draft.rubric,
            model_answer=Text(*answers) if draft.kind == "explain" else None,
            check=draft.check,
            line=draft.piece.line,
        )

    def stub(self, draft: _Draft) -> Text:
        """What the student starts with. The lines of its mistakes are counted in the source, with all twins."""
        if draft.kind != "bug" and any("END BUG" in line for line in draft.piece.source.split("\n")):
            problem = "a bug in an exercise of another kind"
            self.report.add(draft.piece.line, problem, 'Write kind="bug", or delete it')
        make = self.stub_maker(draft)
        stub = self.attempt(draft.piece, lambda: make(draft.piece.source, "en"))
        if draft.twin is not draft.piece:
            self.attempt(draft.twin, lambda: make(draft.twin.source, "ko"))
        elif not _is_python(stub):
            problem = "without its solution the cell is not Python"
            self.report.add(draft.piece.line, problem, "Let the marks stand around whole statements")
        return NOTHING if self.report.errors else Text(*(make(draft.source[lang], lang) for lang in LANGS))

    def stub_maker(self, draft: _Draft) -> Callable[[str, Lang], str]:
        """What makes of a solution what the student starts with."""
        if draft.kind == "explain":
            return stubs.answer_stub
        if draft.kind == "quiz":
            return lambda source, lang: stubs.quiz_stub(source)
        if draft.kind == "bug":
            return lambda source, lang: stubs.bug_stub(source)
        return lambda source, lang: stubs.code_stub(source, draft.name, lang if self.both else "en")

    def attempt(self, piece: Piece, make: Callable[[], str]) -> str:
        """What `make` gives, or "" and its mistake in the report."""
        try:
            return make()
        except CellError as error:
            line = piece.line if error.offset is None else piece.body + error.offset
            self.report.add(line, error.problem, error.what_to_do)
            return ""


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
