"""Hugging Face's transformers, where they are installed."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def hugging_face() -> Any:
    return pytest.importorskip("transformers")
