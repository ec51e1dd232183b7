"""Recap cells: what a day uses of an earlier one stands in its notebook as source, so that no other file is needed.

A cell that holds nothing but `from solutions.X import a, b` becomes the statements of X that define these names
and all that they need there, in their order. X is an earlier day or a module of helpers (solutions/plots.py); of
a module of helpers the expression statements at its top level (settings) come along too.
"""

from __future__ import annotations

import ast
import difflib
import functools
import json
import re
import symtable
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.course.code_texts import split
from grader.course.errors import CellError
from grader.course.stubs import without_marks
from grader.text import Lang, Text

_NO_TEXTS = 'ENGLISH_TEXTS = ""'


def with_english(source: str, english: Mapping[str, str]) -> str:
    """The recap of solutions/hangul.py with the texts that a notebook without a font for Hangul shows."""
    if not english:
        return source
    texts = json.dumps(english, ensure_ascii=False, indent=1)
    return source.replace(_NO_TEXTS, _NO_TEXTS.replace('""', f'r"""\n{texts}\n"""'))


@dataclass(frozen=True)
class Recap:
    """The text of a recap cell, and for each name that it defines (imports aside) the module it is from."""

    source: str
    brings: Mapping[str, str]


def is_recap(tree: ast.Module) -> bool:
    """Whether the code is imports from `solutions` and nothing else."""
    return bool(tree.body) and all(map(_of_the_course, tree.body))


def expand(source: str, path: Path, lang: Lang) -> Recap:
    """The recap for the import lines `source` of the file `path` in `solutions/`; raises CellError."""
    library = _Library(path.parent, lang)
    asking = _number(path.stem)
    wanted: list[tuple[str, str]] = []
    for node in ast.parse(source).body:
        assert isinstance(node, ast.ImportFrom)
        for module, name in _asked(node, asking, library, node.lineno - 1):
            library.needed_by(module, name, node.lineno - 1)
            wanted.append((module, name))
    return library.recap(wanted)


def defined_names(source: str) -> set[str]:
    """The names that the code binds at its top level, imports aside."""
    table = symtable.symtable(source, "cell", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() and not s.is_imported()}


@dataclass(frozen=True)
class _Unit:
    """One or more top-level statements that share lines: what they bind and which module names they use."""

    text: str
    nodes: tuple[ast.stmt, ...]
    binds: frozenset[str]
    uses: frozenset[str]

    @property
    def is_import(self) -> bool:
        return all(isinstance(node, ast.Import | ast.ImportFrom) for node in self.nodes)

    @property
    def is_setting(self) -> bool:
        """An expression that is done for its effect (no docstring)."""
        return all(isinstance(n, ast.Expr) and not isinstance(n.value, ast.Constant) for n in self.nodes)

    @property
    def is_definition(self) -> bool:
        return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in self.nodes)


@dataclass
class _Library:
    """The modules in `solutions/`, read when they are needed; `taken` are the units that a recap needs.

    in_english: the modules without Korean texts.
    """

    folder: Path
    lang: Lang
    modules: dict[str, list[_Unit]] = field(default_factory=dict)
    in_english: set[str] = field(default_factory=set)
    taken: dict[str, set[int]] = field(default_factory=dict)

    def units(self, module: str, offset: int) -> list[_Unit]:
        if module not in self.modules:
            path = self.folder / f"{module}.py"
            try:
                text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
                found = split(text, complete=False)
                for error in found.errors:
                    raise error
                texts = found.code
                if texts.en == texts.ko:
                    self.in_english.add(module)
                self.modules[module] = _units(without_marks(texts[self.lang]))
            except CellError as error:
                problem = f"{error.problem}, in line {(error.offset or 0) + 1} of solutions/{path.name}"
                raise CellError(offset, problem, error.what_to_do) from error
            except (SyntaxError, ValueError) as error:
                problem = f"solutions/{path.name} cannot be read as Python: {error}"
                raise CellError(offset, problem, "Mend it there") from error
        return self.modules[module]

    def needed_by(self, module: str, name: str, offset: int) -> None:
        """Take the units that bind `name` in `module`, and all that they need in turn."""
        todo, seen = [(module, name)], set[tuple[str, str]]()
        while todo:
            module, name = todo.pop()
            if (module, name) in seen:
                continue
            seen.add((module, name))
            units = self.units(module, offset)
            settings = not _number(module)
            for place, unit in enumerate(units):
                if name not in unit.binds and not (settings and unit.is_setting):
                    continue
                elsewhere = [node for node in unit.nodes if _of_the_course(node)]
                for node in elsewhere:
                    assert isinstance(node, ast.ImportFrom)
                    try:
                        asked = list(_asked(node, _number(module), self, offset))
                    except CellError as error:
                        problem = f"{error.problem}, in line {node.lineno} of solutions/{module}.py"
                        raise CellError(offset, problem, error.what_to_do) from error
                    todo += [(other, wanted) for other, wanted in asked if wanted == name]
                if not elsewhere and place not in self.taken.setdefault(module, set()):
                    self.taken[module].add(place)
                    todo += [(module, used) for used in unit.uses]

    def recap(self, wanted: list[tuple[str, str]]) -> Recap:
        """All that was taken as one text: helpers first, then the days in order."""
        parts: list[str] = []
        brings: dict[str, str] = {}
        imports: set[str] = set()
        for module in sorted(self.taken, key=lambda name: (_number(name), name)):
            units = [self.modules[module][place] for place in sorted(self.taken[module])]
            head = []
            for unit in units:
                if unit.is_import and unit.text not in imports:
                    imports.add(unit.text)
                    head.append(unit.text)
                elif not unit.is_import:
                    for name in defined_names(unit.text):
                        if name in brings and brings[name] != module:
                            problem = f"`{name}` would come from {brings[name]} and from {module}"
                            raise CellError(
                                None, problem, "Import from one of them, or rename it in one of them"
                            )
                        brings[name] = module
            body = _joined([unit for unit in units if not unit.is_import])
            blank = "\n" if head and not body.startswith("\n\n") else ""
            parts.append("\n".join([self.where(module), *head]) + blank + body)
        return Recap("\n\n\n".join(parts), brings)

    def where(self, module: str) -> str:
        """The line that says where code is from."""
        number = _number(module)
        told = Text(f"# From the course's {module}.py", f"# 과정에서 함께 쓰는 {module}.py에서 가져온 코드")
        if number:
            told = Text(f"# From Day {number} ({module}.py)", f"# {number}일 차({module}.py)에서 가져온 코드")
        return told["en" if module in self.in_english else self.lang]


def _asked(node: ast.ImportFrom, asking: int, library: _Library, offset: int) -> Iterator[tuple[str, str]]:
    """The module and each name that a `from solutions.X import …` asks for, if it may; else CellError."""
    module = (node.module or "").removeprefix("solutions").removeprefix(".")
    path = library.folder / f"{module}.py"
    if not re.fullmatch(r"\w+", module) or not path.is_file():
        known = sorted(found.stem for found in library.folder.glob("*.py"))
        close = difflib.get_close_matches(module, known, n=1)
        advice = (
            f"Did you mean `solutions.{close[0]}`?" if close else "Write `from solutions.MODULE import name`"
        )
        raise CellError(offset, f"there is no module `{node.module}`", advice)
    if _number(module) and not asking:
        raise CellError(offset, "a module of helpers imports a day", "Let it stand for itself")
    if _number(module) >= (asking or 1):
        problem = f"an import from {module}, which is not an earlier day"
        raise CellError(offset, problem, "Import from earlier days and from helpers only")
    bound = {name for unit in library.units(module, offset) for name in unit.binds}
    for alias in node.names:
        if alias.asname:
            problem = f"`{alias.name} as {alias.asname}`: a recap keeps the names"
            raise CellError(offset, problem, "Import it without `as`")
        if alias.name not in bound:
            close = difflib.get_close_matches(alias.name, sorted(bound), n=1)
            advice = f"Did you mean `{close[0]}`?" if close else "Mend the name, or define it there"
            raise CellError(offset, f"solutions/{module}.py has no `{alias.name}`", advice)
        yield module, alias.name


@functools.lru_cache(maxsize=64)  # most modules are the same in both languages
def _units(text: str) -> list[_Unit]:
    lines = text.split("\n")
    spans: list[tuple[int, int, list[ast.stmt]]] = []
    for node in ast.parse(text).body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        last = node.end_lineno or node.lineno
        if spans and first <= spans[-1][1]:  # a; b
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]), [*spans[-1][2], node])
        else:
            spans.append((first, last, [node]))
    return [_unit(lines[first - 1 : last], nodes) for first, last, nodes in spans]


def _unit(lines: list[str], nodes: list[ast.stmt]) -> _Unit:
    text = "\n".join(lines)
    table = symtable.symtable(text, "unit", "exec")
    symbols = table.get_symbols()
    binds = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    uses = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    for node in nodes:  # params["w"] = … and model.name = … are part of what params and model are
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            while isinstance(target, ast.Subscript | ast.Attribute):
                target = target.value
                if isinstance(target, ast.Name):
                    binds.add(target.id)
    return _Unit(text, tuple(nodes), frozenset(binds), frozenset(uses | _used_inside(table)))


def _used_inside(table: symtable.SymbolTable) -> set[str]:
    """The names of the module that functions and classes inside use."""
    used: set[str] = set()
    for child in table.get_children():
        used |= {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global()}
        used |= _used_inside(child)
    return used


def _joined(units: list[_Unit]) -> str:
    text = ""
    for position, unit in enumerate(units):
        apart = unit.is_definition or (position > 0 and units[position - 1].is_definition)
        text += ("\n\n\n" if apart else "\n") + unit.text
    return text


def _of_the_course(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "solutions"


def _number(module: str) -> int:
    """The number of a day; 0 for a module of helpers."""
    found = re.match(r"day(\d\d)_", module)
    return int(found[1]) if found else 0
