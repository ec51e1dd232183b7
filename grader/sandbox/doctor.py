"""Which walls this machine has: two submissions that try to get through them, at the same time."""

from __future__ import annotations

import json
import platform
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from grader.sandbox import walls
from grader.sandbox.fork_server import ensure_fork_server
from grader.sandbox.host import Sandbox
from grader.sandbox.limits import Limits

PROBE = """
import ctypes, json, os, resource, socket
import numpy as np

def refused(attempt):
    try:
        attempt()
    except OSError as error:
        return str(error)
    return None

status = dict(line.rstrip().split(":", 1) for line in open("/proc/self/status"))
seen = {
    "interfaces": [name for _, name in socket.if_nameindex()],
    "connect": refused(lambda: socket.create_connection(("192.0.2.1", 80), timeout=2)),
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "namespaces": {name: os.readlink(f"/proc/self/ns/{name}") for name in ("pid", "mnt", "net", "ipc")},
    "read-only": all(os.statvfs(path).f_flag & os.ST_RDONLY for path in ("/", "/usr", "/dev", os.path.dirname(np.__file__), os.path.dirname(os.__file__))),
    "course": os.path.exists(COURSE),
    "temporary": os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize,
    "left by the other": [name for name in os.listdir("/tmp") if name.startswith("mark-")],
    "uid": os.getuid(),
    "capabilities": int(status["CapEff"], 16),
    "no new privileges": status["NoNewPrivs"].strip() == "1",
    "filter": status["Seccomp"].strip() == "2",
    "new namespace": ctypes.CDLL(None, use_errno=True).unshare(0x10000000),
    "limits": {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0]
               for name in ("AS", "NPROC", "FSIZE", "CPU", "NOFILE")},
}
open(f"/tmp/mark-{os.getuid()}", "w").close()
print(json.dumps(seen))
"""


@dataclass(frozen=True)
class Finding:
    """One wall: whether it stands here, and how that was seen."""

    name: str
    stands: bool
    seen: str


def examine() -> list[Finding]:
    """Try every wall from inside. Raises WallsMissing when there are none, SandboxDied when nothing starts."""
    found, program = walls.way(), walls.bubblewrap()
    began = time.monotonic()
    ensure_fork_server()
    with Sandbox() as first, Sandbox() as second:
        one = _probe(first)
        loaded = time.monotonic() - began
        other = _probe(second)
    began = time.monotonic()
    with Sandbox() as third:
        third.run(["1"])
        forked = time.monotonic() - began
    limits = Limits()
    apart = [name for name, place in one["namespaces"].items() if place != other["namespaces"][name]]
    memory, tasks, size = limits.memory_bytes, limits.processes, limits.file_bytes
    ways = {
        "own-uid": "as root, each submission under a user id of its own",
        "user-namespace": "as a plain user",
    }
    bubblewrap = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    kernel = f"{platform.system()} {platform.release()}, {platform.machine()}"
    return [
        Finding("outer wall", True, f"{bubblewrap} ({ways[found]}); {kernel}"),
        Finding(
            "fork server",
            True,
            f"torch {version('torch')} and all else loaded in {loaded:.1f} s; a submission starts in "
            f"{1000 * forked:.0f} ms",
        ),
        Finding("no network", one["interfaces"] == ["lo"] and bool(one["connect"]), str(one["connect"])),
        Finding("read-only system", one["read-only"], "nothing but the temporary folders can be written to"),
        Finding("the course is out of sight", not one["course"], "grader/checks is not there"),
        Finding("own processes", one["processes"] == 1 and "pid" in apart, "sees no process but its own"),
        Finding(
            "apart from other submissions",
            len(apart) == len(one["namespaces"]) and not other["left by the other"],
            f"own namespaces: {', '.join(apart)}",
        ),
        Finding(
            "own temporary folder",
            one["temporary"] <= size,
            f"{one['temporary'] / 2**20:.0f} MiB, gone afterwards",
        ),
        Finding(
            "no privileges",
            one["uid"] != 0 and one["capabilities"] == 0 and one["no new privileges"],
            f"user {one['uid']}, no capability, none to be had",
        ),
        Finding("system-call filter", one["filter"] and one["new namespace"] != 0, "seccomp"),
        Finding(
            "limits",
            0 < one["limits"]["AS"] <= memory
            and 0 < one["limits"]["NPROC"] <= tasks
            and 0 < one["limits"]["FSIZE"] <= size,
            f"{memory / 2**30:.0f} GiB of memory, {tasks} processes, files of {size / 2**20:.0f} MiB, "
            f"{limits.cell_seconds:g} s a cell, {limits.notebook_seconds:g} s a notebook, "
            f"{limits.call_seconds:g} s a call of the judge's, {limits.output_bytes / 2**20:g} MiB of output",
        ),
    ]


def _probe(sandbox: Sandbox) -> dict[str, Any]:
    """What a submission finds out about itself."""
    course = str(Path(walls.PACKAGE, "checks"))
    (result,) = sandbox.run([f"COURSE = {course!r}\n{PROBE}"])
    seen: dict[str, Any] = json.loads(result.outputs[0]["text"])
    return seen
