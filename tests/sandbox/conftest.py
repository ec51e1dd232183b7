"""One sandbox for the tests that only look; those that break it open their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox import Limits, Sandbox, WallsMissing, walls

QUICK = Limits(cell_seconds=2, notebook_seconds=20, call_seconds=1)


@pytest.fixture(scope="session", autouse=True)
def _walls() -> None:
    try:
        walls.way()
    except WallsMissing as error:
        pytest.skip(str(error))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(QUICK) as opened:
        yield opened
