"""What all tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "data"))  # the script that makes the sample class stands beside its data


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", help="Keep the browser tests' pictures in this folder.")
