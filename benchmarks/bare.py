"""The bare cost: the cells of every submission in one warm process, one after the other, no walls, no tests.

python -m benchmarks.bare day04 FOLDER      # FOLDER/submitted/…; writes seconds of wall and CPU as JSON
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from grader.course import load_day
from grader.grading import grade as grading
from grader.grading.read import open_submission
from grader.sandbox.shell import NotebookShell
from grader.sandbox.worker import prepare


def main(name: str, folder: Path) -> dict[str, float]:
    """Run the cells of all submissions. Loading is not timed."""
    day = load_day(name)
    notebooks = [
        grading.read_and_rebuild(day, open_submission(path))
        for path in sorted(folder.glob(f"submitted/*/{name}/*.ipynb"))
    ]
    ready = prepare(day.libraries)
    for notebook in notebooks[:2]:  # so that nothing is done for the first time later
        _run(ready.shell, notebook)
    wall, cpu = time.perf_counter(), time.process_time()
    for notebook in notebooks:
        _run(ready.shell, notebook)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def _run(shell: NotebookShell, notebook: grading.NotebookNode) -> None:
    """The code cells, in a namespace that is as fresh as a kernel's."""
    before = dict(shell.user_ns)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source, store_history=True)
    shell.user_ns.clear()
    shell.user_ns.update(before)


if __name__ == "__main__":
    found = main(sys.argv[1], Path(sys.argv[2]))
    sys.__stdout__.write(json.dumps(found) + "\n")  # type: ignore[union-attr]
