"""Matplotlib's list of fonts: made once on the host, for making it takes seconds and every worker needs one."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path

_CODE = "import matplotlib, matplotlib.font_manager; print(matplotlib.get_cachedir())"


@functools.cache
def cache_folder() -> str:
    """Matplotlib's own cache folder on this machine, filled; empty text when there is none."""
    try:
        run = subprocess.run(
            [sys.executable, "-c", _CODE], capture_output=True, text=True, timeout=120, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip()


def font_lists() -> list[Path]:
    """The files in it that hold the fonts."""
    return sorted(Path(cache_folder()).glob("fontlist-*.json")) if cache_folder() else []
