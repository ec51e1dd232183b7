"""What can be wrong with a day's source, said so that its author can go to the line and mend it."""

from collections.abc import Iterable
from typing import NoReturn


class SourceError(Exception):
    """One mistake in a source file.

    str() is "path:line: problem. what to do"; `line` counts from 1.
    """

    def __init__(self, path: str, line: int, problem: str, what_to_do: str) -> None:
        super().__init__(path, line, problem, what_to_do)
        self.path = path
        self.line = line
        self.problem = problem
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}. {self.what_to_do}"


class SourceErrors(Exception):  # noqa: N818  (a group, like ExceptionGroup)
    """All mistakes found in one source file, in the order of their lines; never empty."""

    def __init__(self, errors: Iterable[SourceError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: error.line))
        super().__init__(*self.errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class CellError(Exception):
    """A mistake inside one cell; `offset` is its line in the cell's text, from 0, or None for the header."""

    def __init__(self, offset: int | None, problem: str, what_to_do: str) -> None:
        super().__init__(problem)
        self.offset = offset
        self.problem = problem
        self.what_to_do = what_to_do


class Report:
    """Collects the mistakes of one source file, so that its author sees all of them at once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.errors: list[SourceError] = []

    def add(self, line: int, problem: str, what_to_do: str) -> None:
        """Note a mistake and go on."""
        self.errors.append(SourceError(self.path, line, problem, what_to_do))

    def stop(self, line: int, problem: str, what_to_do: str) -> NoReturn:
        """Note a mistake that leaves nothing more to look at; raises SourceErrors."""
        self.add(line, problem, what_to_do)
        raise SourceErrors(self.errors)

    def settle(self) -> None:
        """Raise SourceErrors if there are any."""
        if self.errors:
            raise SourceErrors(self.errors)
