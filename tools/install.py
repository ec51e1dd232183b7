"""Install the locked packages and the course into a virtual environment, with one bar in place of pip's output.

`python tools/install.py .venv`, which `make` calls. Uses only the standard library: nothing else is there yet.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
TAIL = 25  # lines of pip's log that an error shows


@dataclass
class Step:
    """One call of pip; `share` is how much of the bar it fills, `packages` how many it is expected to collect."""

    title: str
    share: float
    packages: int
    options: list[str]
    collected: int = 0
    installing: int = 0
    before: int = 0  # packages that the environment held when pip began to install
    installed: int = 0
    latest: str = ""

    def read(self, line: str) -> None:
        """Learn from one line of pip's output how far it is."""
        if found := re.match(
            r"(?:Collecting|Requirement already satisfied:|Processing \S+/) ?([\w.-]+)", line
        ):
            self.collected += 1
            self.latest = found[1]
        elif found := re.match(r"\s+(?:Downloading|Using cached) ([\w.]+)-\S+( \([\d.]+ .?B\))", line):
            self.latest = found[1] + found[2]
        elif line.startswith("Ignoring "):  # of another system or another Python
            self.packages -= 1
        elif line.startswith("Installing collected packages:"):
            self.installing = line.count(",") + 1

    def fraction(self) -> float:
        """Between 0 and 1; collecting is counted as three quarters of the work."""
        fraction = 0.75 * min(self.collected / max(self.packages, 1), 1)
        return fraction + 0.25 * min(self.installed / self.installing, 1) if self.installing else fraction


@dataclass
class Bar:
    """A line that is drawn anew twice a second on a terminal; elsewhere one line a step."""

    out: IO[str] = sys.stdout
    began: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        """Write a line that stays."""
        self.out.write(("\r\x1b[K" if self.out.isatty() else "") + text + "\n")
        self.out.flush()

    def draw(self, fraction: float, text: str) -> None:
        """Show how far it is, and what it is at."""
        if self.out.isatty():
            filled = round(30 * fraction)
            line = f"  [{'#' * filled}{'.' * (30 - filled)}] {self.elapsed()}  {text}"
            self.out.write("\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1])
            self.out.flush()

    def elapsed(self) -> str:
        """Minutes and seconds since the start."""
        minutes, seconds = divmod(round(time.monotonic() - self.began), 60)
        return f"{minutes}:{seconds:02}"


def main(environment: Path) -> int:
    """Set up `environment`; 1 if that failed."""
    bar = Bar()
    bar.say(f"Setting up {environment} with {sys.executable} (the first time takes a few minutes)")
    if not _make(environment, bar):
        return 1
    pins = len(re.findall(r"^[\w.-]+==", LOCK.read_text(), re.MULTILINE))
    steps = [
        Step("packages", 0.6, pins, ["--no-deps", "--require-hashes", "-r", str(LOCK)]),
        Step("PyTorch, the large part", 0.37, 1, ["-r", str(ROOT / "requirements-torch.txt")]),
        Step("the course", 0.03, 1, ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]),
    ]
    done = 0.0
    with (environment / "install.log").open("w", encoding="utf-8") as log:
        for step in steps:
            if not sys.stdout.isatty():
                bar.say(f"  {step.title}")
            if not _run(step, environment, log, bar, done):
                bar.say(_failure(Path(log.name)))
                return 1
            done += step.share
    bar.say(f"  ready after {bar.elapsed()}")
    return 0


def _make(environment: Path, bar: Bar) -> bool:
    """Make the virtual environment, unless this is its own Python; one of another Python is replaced."""
    if Path(sys.prefix).resolve() == environment.resolve():
        return True
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", environment], capture_output=True, text=True
    )
    if made.returncode:
        bar.say(f"{made.stdout}{made.stderr}The virtual environment {environment} could not be made.")
    return made.returncode == 0


def _run(step: Step, environment: Path, log: IO[str], bar: Bar, done: float) -> bool:
    """Run pip for one step: its output goes to the log, and the bar moves on from `done`."""
    command = [str(environment / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    pip = subprocess.Popen(
        [*command, "--progress-bar", "off", *step.options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | {"PYTHONUNBUFFERED": "1"},  # else its lines come in lumps
    )
    over = threading.Event()
    drawing = threading.Thread(target=_draw, args=(step, environment, bar, done, over), daemon=True)
    drawing.start()
    try:
        assert pip.stdout
        for line in pip.stdout:
            log.write(line)
            step.read(line)
    finally:
        over.set()
        drawing.join()
    log.flush()
    return pip.wait() == 0


def _draw(step: Step, environment: Path, bar: Bar, done: float, over: threading.Event) -> None:
    """Draw the bar until pip is over. pip says nothing while it installs: what has arrived is counted."""
    while not over.wait(0.5):
        there = len(list(environment.glob("lib/python*/site-packages/*.dist-info")))
        if step.installing:
            step.installed = there - step.before
        else:
            step.before = there
        what = "installing" if step.installing else step.latest
        bar.draw(done + step.share * step.fraction(), f"{step.title}: {what}" if what else step.title)


def _failure(log: Path) -> str:
    """The end of pip's log, and where the whole is."""
    tail = log.read_text(encoding="utf-8").splitlines()[-TAIL:]
    return "\n".join(
        [
            *tail,
            "",
            f"Setting up failed. pip's whole output is in {log}.\nOnce its cause is gone, the same command goes on.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
