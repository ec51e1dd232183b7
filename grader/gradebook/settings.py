"""What an instructor can set for all ways of grading, in nbgrader_config.py."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from traitlets import Float, Integer, TraitError
from traitlets.config import Config, Configurable
from traitlets.config.loader import PyFileConfigLoader

from grader.sandbox import Limits

CONFIG = "nbgrader_config.py"
_USUAL = Limits()


class SettingsError(Exception):
    """A setting that does not exist, or a value that it can not have."""


class SandboxLimits(Configurable):
    """What one submission may use: `c.SandboxLimits.cell_seconds = 60` in nbgrader_config.py.

    Seconds are of wall-clock time. See grader.sandbox.Limits.
    """

    cell_seconds = Float(_USUAL.cell_seconds, min=0.1, help="Seconds that one cell may run.").tag(config=True)
    notebook_seconds = Float(
        _USUAL.notebook_seconds, min=0.1, help="Seconds that all cells of a notebook may run."
    ).tag(config=True)
    call_seconds = Float(
        _USUAL.call_seconds, min=0.1, help="Seconds that one call by a hidden check may take."
    ).tag(config=True)
    asking_seconds = Float(
        _USUAL.asking_seconds, min=0.1, help="Seconds that all calls by the hidden checks may take together."
    ).tag(config=True)
    memory_bytes = Integer(
        _USUAL.memory_bytes,
        min=2**28,
        help="Bytes of memory, for one process and for all of a submission together; torch alone reserves 1 GiB or so.",
    ).tag(config=True)
    processes = Integer(_USUAL.processes, min=1, help="Processes and threads.").tag(config=True)
    file_bytes = Integer(
        _USUAL.file_bytes, min=2**16, help="Bytes of one file, and of each temporary folder as a whole."
    ).tag(config=True)
    output_bytes = Integer(_USUAL.output_bytes, min=1000, help="Bytes of output that are kept.").tag(
        config=True
    )
    message_bytes = Integer(
        _USUAL.message_bytes, min=2**20, help="Bytes of what one call by a hidden check may give back."
    ).tag(config=True)


def limits_of(config: Config) -> Limits:
    """The limits that a configuration sets, the usual ones otherwise. Raises SettingsError."""
    known = [field.name for field in fields(Limits)]
    unknown = set(config.get("SandboxLimits", {})) - set(known)
    if unknown:
        raise SettingsError(
            f"{CONFIG}: c.SandboxLimits has no {', '.join(sorted(unknown))}. There are: {', '.join(known)}."
        )
    try:
        settings = SandboxLimits(config=config)
    except TraitError as error:
        raise SettingsError(f"{CONFIG}: {error}") from error
    return Limits(**{name: getattr(settings, name) for name in known})


def limits_in(folder: Path) -> Limits:
    """The limits that the folder's nbgrader_config.py sets, if it has one. Raises SettingsError."""
    if not (folder / CONFIG).exists():
        return Limits()
    return limits_of(PyFileConfigLoader(CONFIG, path=str(folder)).load_config())
