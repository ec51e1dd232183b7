"""Run two commands at the same time; fail if either fails.

`python tools/beside.py "sixblocks audit" "python -m pytest"`: the first writes as it goes. The output of the second is
kept until the first is through and then shown, so that the two do not mix and the second has the last word.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
from typing import IO


def main(first: str, second: str) -> int:
    """The exit status of the second command, or of the first where the second's is 0."""
    with tempfile.TemporaryFile() as kept:
        later = subprocess.Popen(shlex.split(second), stdout=kept, stderr=subprocess.STDOUT, env=_coloured())
        try:
            status = subprocess.run(shlex.split(first)).returncode
            _follow(kept, later)
        except KeyboardInterrupt:
            later.terminate()
            later.wait()
            return 130
    if status:
        sys.stderr.write(f"Failed, with status {status}: {first} (its output is further up)\n")
    return later.returncode or status


def _coloured() -> dict[str, str]:
    """pytest writes to a file here, and would leave out the colors that a terminal shows."""
    return os.environ | ({"PY_COLORS": "1"} if sys.stdout.isatty() else {})


def _follow(kept: IO[bytes], writer: subprocess.Popen[bytes]) -> None:
    """Copy what was written, and what is still being written until the writer ends."""
    at = 0
    ended = False
    while not ended:
        with contextlib.suppress(subprocess.TimeoutExpired):
            writer.wait(0.5)
            ended = True
        text = os.pread(kept.fileno(), 2**30, at)  # the offset of the file itself is the writer's
        at += len(text)
        sys.stdout.buffer.write(text)
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
