"""Matplotlib's list of fonts: made once on the host, for making it takes seconds."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path


@functools.cache
def cache_folder() -> str:
    """Matplotlib's own cache folder on this machine, filled; empty text when there is none."""
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib")
    if not os.environ.get("MPLCONFIGDIR") and any(usual.glob("fontlist-*.json")):
        return str(usual)  # to import Matplotlib only to ask for it takes a second
    code = "import matplotlib, matplotlib.font_manager; print(matplotlib.get_cachedir())"
    try:
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip()


def font_lists() -> list[Path]:
    """The files in it that hold the fonts."""
    return sorted(Path(cache_folder()).glob("fontlist-*.json")) if cache_folder() else []
