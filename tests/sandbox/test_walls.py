"""Where there are no walls the sandbox says so, and --trust does the same work without them."""

from __future__ import annotations

import os
import re
import signal
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import (
    Limits,
    Sandbox,
    WallsMissing,
    ensure_fork_server,
    fork_server,
    host,
    stop_fork_servers,
    walls,
)
from grader.wire.protocol import SandboxDied


@pytest.fixture
def _forgotten() -> Iterator[None]:
    walls.way.cache_clear()
    walls.bubblewrap.cache_clear()
    yield
    walls.way.cache_clear()
    walls.bubblewrap.cache_clear()


@pytest.mark.usefixtures("_forgotten")
@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/bwrap"])
def test_walls_that_cannot_be_built(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "bubblewrap", lambda: program)
    with pytest.raises(WallsMissing, match="--trust"):
        Sandbox()
    with Sandbox(trust=True) as sandbox:
        assert sandbox.run(["1"])[0].status == "ok"
    monkeypatch.undo()


@pytest.mark.usefixtures("_forgotten")
def test_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(WallsMissing, match="darwin"):
        Sandbox()


def test_trust_does_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "x")
    with Sandbox(Limits(cell_seconds=1, call_seconds=1), trust=True) as sandbox:
        results = sandbox.run(
            [
                "import os\nhome = os.getcwd()\n'SECRET_OF_THE_HOST' in os.environ",
                "os._exit(0)",
                "while True: pass",
                "def double(x): return 2 * x",
            ]
        )
        assert [result.status for result in results] == ["ok", "died", "timeout", "ok"]
        assert results[0].outputs[0]["data"]["text/plain"] == "False"
        reply = sandbox.request({"op": "call", "name": "double", "args": [np.ones(2)], "kwargs": {}})
        assert np.array_equal(reply["value"], [2, 2])
        home = Path(sandbox.request({"op": "value", "name": "home"})["value"])
        assert home.is_dir()
    assert not home.exists()


def test_an_installed_copy_of_the_package_is_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "grader").mkdir()
    monkeypatch.setattr(walls, "_packages", lambda: [tmp_path])
    arguments = walls._arguments(walls.way())
    assert arguments[arguments.index(str(tmp_path / "grader")) - 1] == "--tmpfs"


def test_a_course_inside_the_system_s_folders_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "COURSE", Path("/usr/share"))
    arguments = walls._arguments(walls.way())
    assert arguments[arguments.index("/usr/share") - 1] == "--tmpfs"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has two ways")
def test_the_way_of_a_plain_user_works_too(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_fork_servers()
    monkeypatch.setattr(walls, "way", lambda: "user-namespace")
    with Sandbox() as sandbox:
        (result,) = sandbox.run(["import os; os.getuid(), os.getpid(), os.listdir('/tmp')"])
    assert re.match(r"\(6\d{4}, 1, \['matplotlib'", result.outputs[0]["data"]["text/plain"])
    stop_fork_servers()


@pytest.mark.parametrize("way", ["own-uid", "user-namespace"])
def test_a_worker_cannot_write_to_its_own_files_in_proc(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not to its memory nor to its place in the order in which memory is won back, whichever way the walls stand."""
    if way == "own-uid" and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    stop_fork_servers()
    monkeypatch.setattr(walls, "way", lambda: way)
    code = """
        for name in ("mem", "oom_score_adj", "uid_map", "comm"):
            try: open(f"/proc/self/{name}", "wb", buffering=0).close(); print(name)
            except OSError: pass
    """
    with Sandbox() as sandbox:
        (result,) = sandbox.run([textwrap.dedent(code)])
    assert (result.status, result.outputs) == ("ok", [])
    stop_fork_servers()


def test_a_worker_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "environment", lambda home: {"HOME": "/nowhere"})
    with Sandbox() as sandbox, pytest.raises(SandboxDied, match=r"did not start: .*/nowhere"):
        sandbox.run(["1"])


def test_a_fork_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_fork_servers()
    monkeypatch.setattr(fork_server, "BOOT", "import no_such_module  # {inside}")
    with Sandbox() as sandbox, pytest.raises(SandboxDied, match=r"did not start: .*no_such_module"):
        sandbox.run(["1"])


def test_a_fork_server_that_died_is_replaced() -> None:
    with Sandbox() as sandbox:
        sandbox.run(["x = 1"])
        server = ensure_fork_server()
        assert server._inner is not None
        os.kill(server._inner, signal.SIGKILL)
        while server.alive:
            time.sleep(0.01)
        with pytest.raises(SandboxDied):
            sandbox.request({"op": "value", "name": "x"})
        assert sandbox.orphaned
        with pytest.raises(SandboxDied):
            sandbox.request({"op": "value", "name": "x"})
    with Sandbox() as sandbox:
        assert [result.status for result in sandbox.run(["x = 1"])] == ["ok"]
        assert not sandbox.orphaned


@pytest.fixture
def _ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(host, "_ahead", True)
    yield
    if host._spare is not None:
        host._spare.end()
    host._spare = None


@pytest.mark.usefixtures("_ahead")
def test_who_works_ahead_has_the_next_worker_and_knows_no_other() -> None:
    with Sandbox() as sandbox:
        sandbox.run(["x = 1"])
        spare = host._spare
        assert spare is not None
    with Sandbox() as sandbox:
        sandbox.run(["y = 2"])
        assert sandbox._worker is spare
        assert host._spare is not spare
        assert sandbox.request({"op": "value", "name": "x"})["error"]["type"] == "NoSuchNameError"
    with Sandbox(Limits(cell_seconds=7)) as sandbox:  # the spare is of another kind
        ahead = host._spare
        sandbox.run(["1"])
        assert sandbox._worker is not ahead


@pytest.mark.usefixtures("_ahead")
def test_a_worker_ahead_that_died_with_the_fork_server_costs_nothing() -> None:
    with Sandbox() as sandbox:
        sandbox.run(["x = 1"])
    server = ensure_fork_server()
    assert server._inner is not None
    os.kill(server._inner, signal.SIGKILL)
    with Sandbox() as sandbox:
        assert [result.status for result in sandbox.run(["x = 1"])] == ["ok"]
        assert not sandbox.orphaned


@pytest.mark.parametrize(
    ("first", "then", "same"),
    [(set(), {"torch"}, False), ({"torch"}, set(), True), ({"torch"}, None, True)],
)
def test_a_fork_server_is_kept_if_it_has_what_is_needed(
    first: set[str], then: set[str] | None, same: bool
) -> None:
    stop_fork_servers()
    server = ensure_fork_server(libraries=frozenset(first))
    assert (ensure_fork_server(libraries=None if then is None else frozenset(then)) is server) == same
    with Sandbox() as sandbox:
        sandbox.run(["import sys; loaded = 'torch' in sys.modules"])
        assert sandbox.request({"op": "value", "name": "loaded"}) == {"value": True}
