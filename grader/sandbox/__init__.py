"""The untrusted side: walls, a worker that runs a submission's cells, and a way to ask it for values."""

from grader.sandbox.fork_server import ensure_fork_server, stop_fork_servers
from grader.sandbox.host import CellResult, Sandbox, work_ahead
from grader.sandbox.limits import Limits
from grader.sandbox.walls import WallsMissing

__all__ = [
    "CellResult",
    "Limits",
    "Sandbox",
    "WallsMissing",
    "ensure_fork_server",
    "stop_fork_servers",
    "work_ahead",
]
