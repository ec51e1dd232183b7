"""The untrusted side: walls, a worker that runs a submission's cells, and a way to ask it for values."""

from grader.sandbox.host import CellResult, Sandbox, work_ahead
from grader.sandbox.limits import Limits
from grader.sandbox.walls import WallsMissing
from grader.sandbox.zygote import end_shared as cool_down
from grader.sandbox.zygote import shared as keep_warm

__all__ = ["CellResult", "Limits", "Sandbox", "WallsMissing", "cool_down", "keep_warm", "work_ahead"]
