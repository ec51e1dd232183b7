"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; seconds are wall-clock seconds, `processes` counts threads, too.

    `asking_seconds` holds for all calls of the judge's together: many that are just not too slow are too slow.

    `memory_bytes` is the address space of one process, of which torch alone reserves a part; `file_bytes` holds for
    one file and for each temporary folder as a whole.
    """

    cell_seconds: float = 20
    notebook_seconds: float = 120
    call_seconds: float = 10
    asking_seconds: float = 300
    memory_bytes: int = 4 * 2**30
    processes: int = 64
    file_bytes: int = 64 * 2**20
    output_bytes: int = 2**20
    message_bytes: int = 64 * 2**20

    @property
    def cpu_seconds(self) -> int:
        """A backstop for what the clocks above cannot see; far above what they allow."""
        return int(2 * self.notebook_seconds + 100 * self.call_seconds) + 1
