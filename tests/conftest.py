"""What all tests share."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "data"))  # the script that makes the sample class stands beside its data


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", help="Keep the browser tests' pictures in this folder.")


@pytest.fixture
def no_rights_of_root() -> Iterator[None]:
    """What is closed to everybody is closed to this process, too, even if root runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (
        (ctypes.c_uint32 * 2)(0x20080522, 0),
        (ctypes.c_uint32 * 6)(),
    )  # linux/capability.h, version 3
    assert libc.capget(header, sets) == 0
    before, read_and_search = sets[0], 0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    sets[0] = before & ~read_and_search
    assert libc.capset(header, sets) == 0
    yield
    sets[0] = before
    assert libc.capset(header, sets) == 0
