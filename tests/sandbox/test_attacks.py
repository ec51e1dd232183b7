"""Submissions that do harm, by mistake or on purpose: none reaches the host, and the honest cells still count."""

from __future__ import annotations

import os
import signal
import tempfile
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader.sandbox import CellResult, Limits, Sandbox
from grader.sandbox.host import RESTARTS
from grader.wire.protocol import CallTimeout, SandboxDied

LIMITS = Limits(cell_seconds=1, notebook_seconds=20, call_seconds=1, memory_bytes=2 * 2**30, file_bytes=2**20)
FIND_LINE = """
import os, socket, stat, struct
def line():
    for fd in range(3, 100):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return fd
        except OSError:
            pass
"""


def run(*cells: str, limits: Limits = LIMITS) -> list[CellResult]:
    with Sandbox(limits) as sandbox:
        return sandbox.run([textwrap.dedent(cell) for cell in cells])


def text(result: CellResult) -> str:
    return "".join(output.get("text", "") + output.get("evalue", "") for output in result.outputs)


def test_memory() -> None:
    results = run("import numpy as np\nx = np.ones(2**32, np.uint8)", "print('alive')")
    assert results[0].status == "error"
    assert "alive" in text(results[1])


def test_processes() -> None:
    bomb = """
        import os, time
        made = 0
        try:
            while True:
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
                made += 1
        except OSError:
            print(made < 64, made > 10)
    """
    results = run(
        bomb, "print('alive')", limits=replace(LIMITS, cell_seconds=10)
    )  # a busy machine forks slowly
    assert text(results[0]) == "True True\n"
    assert results[1].status == "ok"


def test_a_fork_bomb_that_never_stops() -> None:
    began = time.monotonic()
    results = run("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "print('alive')")
    assert results[0].status in ("timeout", "died")
    assert text(results[1]) == "alive\n"
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "."])
def test_files(folder: str) -> None:
    fill = f"""
        import os
        large = many = None
        try:
            open({folder!r} + "/large", "wb").write(b"x" * 2_000_000)
        except OSError as error:
            large = error.errno
        try:
            for i in range(8):
                open({folder!r} + f"/{{i}}", "wb").write(b"x" * 500_000)
        except OSError as error:
            many = error.errno
        print(large is not None, many is not None)
    """
    assert text(run(fill)[0]) == "True True\n"


def test_an_endless_loop() -> None:
    results = run("def kept(): pass\nwhile True: pass", "kept(); print('alive')")
    assert [result.status for result in results] == ["timeout", "ok"]
    assert "CellTimeout" in str(results[0].outputs)
    assert results[0].seconds < 2


def test_a_loop_that_will_not_stop() -> None:
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    results = run("print('before')", stubborn, "print('after')")
    assert [result.status for result in results] == ["ok", "timeout", "ok"]
    assert [text(results[0]), text(results[2])] == ["before\n", "after\n"]


def test_a_cell_that_turns_the_alarm_off() -> None:
    off = "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(60)"
    assert [result.status for result in run(off, "1")] == ["timeout", "ok"]


@pytest.mark.parametrize(
    "death",
    [
        "import os; os._exit(0)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
    ],
)
def test_death(death: str) -> None:
    results = run("x = 1\nprint('before')", death, "print('after', x)")
    assert [result.status for result in results] == ["ok", "died", "ok"]
    assert text(results[2]) == "after 1\n"
    assert "DeadKernel" in str(results[1].outputs)


def test_signals_from_inside_do_not_reach_the_worker() -> None:
    """It is the first process of its namespace: the kernel takes no signal for it that it does not handle."""
    send = "import contextlib, os\nfor pid in (os.getpid(), 0, -1):\n    with contextlib.suppress(OSError): os.kill(pid, 9)"
    assert [result.status for result in run(send, "1")] == ["ok", "ok"]


def test_too_many_deaths() -> None:
    results = run("x = 1", *["import os; os._exit(0)"] * (RESTARTS + 3), "x")
    assert [result.status for result in results] == ["ok", *["died"] * (RESTARTS + 1), *["not_run"] * 3]


def test_a_cell_that_ran_out_of_time_leaves_nothing_running() -> None:
    with Sandbox(Limits(cell_seconds=2)) as sandbox:
        first, second = sandbox.run(
            [
                "import os, time\nif os.fork() == 0:\n    time.sleep(60)\ntime.sleep(60)",
                "time.sleep(0.3)\nstates = {open(f'/proc/{p}/stat').read().split()[2] for p in os.listdir('/proc') if p.isdigit() and p != '1'}\n"
                "print(states <= {'Z'})",
            ]
        )
    assert first.status == "timeout"
    assert second.outputs[0].get("text") == "True\n", second


def test_one_endless_loop_does_not_cost_the_cells_behind_it_their_turn() -> None:
    """Many cells may call the function with the loop; after the first one they get a quarter of the time."""
    limits = Limits(cell_seconds=2, notebook_seconds=6)
    loop = "while True: pass"
    results = run("x = 1", *[loop] * 6, "print(x)", limits=limits)
    assert [result.status for result in results] == ["ok", *["timeout"] * 6, "ok"]


def test_the_time_of_a_notebook() -> None:
    limits = Limits(cell_seconds=1, notebook_seconds=1.5)
    results = run(*["import time; time.sleep(0.9)"] * 4, limits=limits)
    assert [result.status for result in results] == ["ok", "timeout", "not_run", "not_run"]


def test_a_thread_that_sleeps_keeps_nothing_open() -> None:
    began = time.monotonic()
    run("import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()")
    assert time.monotonic() - began < 5


def test_a_child_that_detaches_itself_ends_with_the_sandbox() -> None:
    mark = f"mark{os.getpid()}x{time.monotonic_ns()}"
    code = f"import subprocess\nsubprocess.Popen(['bash', '-c', 'exec -a {mark} sleep 600'], start_new_session=True)"

    def alive() -> list[str]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if (folder / "cmdline").read_bytes().startswith(mark.encode()):
                    found.append(folder.name)
            except OSError:
                continue
        return found

    with Sandbox(LIMITS) as sandbox:
        assert sandbox.run([code, "import time; time.sleep(0.3)"])[0].status == "ok"
        assert alive()
    assert not alive()


def test_no_network() -> None:
    code = """
        import socket
        for family, address in [(socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET6, ("::1", 22))]:
            try:
                socket.create_connection(address, 1); print("reached")
            except OSError: pass
        print(sorted(name for _, name in socket.if_nameindex()))
    """
    assert text(run(code)[0]) == "['lo']\n"


def test_the_host_s_files_cannot_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gradebook.db").write_text("marks")
    monkeypatch.chdir(tmp_path)
    course = Path(__file__).parent.parent.parent
    looked_for = [
        tmp_path,
        course / "grader" / "checks",
        course / "grader" / "judge",
        course / "solutions",
        course / "tests",
        course / ".git",
        Path.home() / ".ssh",
        Path.home() / ".bashrc",
        Path("/etc/shadow"),
        Path("/etc/passwd"),
    ]
    code = f"""
        import os, sys, glob
        print([path for path in {list(map(str, looked_for))!r} if os.path.exists(path)])
        found = []
        for top, folders, files in os.walk("/"):
            found += [os.path.join(top, name) for name in folders + files
                      if name in ("gradebook.db", "checks", "judge") or name.startswith("day0")]
            folders[:] = [name for name in folders if name not in ("proc", "usr", "site-packages")]
        print(found)
        import importlib.util
        print([name for name in ("grader.checks", "grader.judge", "grader.gradebook", "solutions")
               if importlib.util.find_spec(name)])
    """
    assert text(run(code, limits=Limits(cell_seconds=30))[0]) == "[]\n[]\n[]\n"


def test_the_host_s_environment_and_processes_cannot_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "gradebook-password")
    code = """
        import os, glob
        text = str(os.environ)
        for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
            try: text += open(path).read()
            except OSError: pass
        print("SECRET" in text or "gradebook" in text, len(glob.glob("/proc/[0-9]*")), os.getuid() != 0)
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        print(int(status["CapEff"], 16), int(status["CapPrm"], 16), int(status["NoNewPrivs"]))
        print(open("/proc/self/oom_score_adj").read().strip())
        print(os.environ["NBGRADER_EXECUTION"], os.getcwd() == os.environ["HOME"])
        print([os.readlink(f"/proc/self/fd/{fd}") for fd in range(3)])
    """
    lines = text(run(code)[0]).splitlines()
    assert lines == [
        "False 1 True",
        "0 0 1",
        "1000",
        "autograde True",
        "['/dev/null', '/dev/null', '/dev/null']",
    ]


def test_only_the_line_is_open() -> None:
    code = """
        import os, stat
        kinds = []
        for fd in range(3, 256):
            try: kinds.append(stat.S_ISSOCK(os.fstat(fd).st_mode))
            except OSError: pass
        print(kinds)
    """
    assert text(run(code)[0]) == "[True]\n"


def test_no_namespaces_no_mounts() -> None:
    code = """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        print([libc.unshare(flag) for flag in (0x10000000, 0x00020000, 0x40000000)])
        print(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0))
        print(os.system("unshare -Ur true") != 0)
    """
    assert text(run(code)[0]) == "[-1, -1, -1]\n-1 -1\nTrue\n"


def test_the_rest_of_the_file_system_is_read_only() -> None:
    code = """
        import os, sys
        written = []
        for top in ("/", "/dev", "/etc", "/usr", "/home", "/sandbox", "/sandbox/grader", sys.prefix + "/lib",
                    sys.base_prefix + "/bin", os.path.dirname(os.__file__)):
            try:
                open(os.path.join(top, "written"), "w"); written.append(top)
            except OSError: pass
        print(written)
    """
    assert text(run(code)[0]) == "[]\n"


def test_nothing_is_left_on_the_host() -> None:
    before = set(os.listdir(tempfile.gettempdir()))
    run("open('/tmp/mine', 'w').write('x'); open('mine', 'w').write('x')", "import os; os._exit(0)")
    with Sandbox(LIMITS, trust=True) as sandbox:
        sandbox.run(["open('mine', 'w').write('x')"])
    new = set(os.listdir(tempfile.gettempdir())) - before
    assert not {name for name in new if name == "mine" or name.startswith("sixblocks-")}


@pytest.mark.parametrize(
    "forgery",
    [
        "os.write(line(), b'junk' * 1000)",
        "os.write(line(), struct.pack('>Q', 2**62))",
        "os.write(line(), struct.pack('>Q', 1000)); time.sleep(60)",
        "os.write(line(), struct.pack('>Q', 16) + struct.pack('>Q', 8) + b'[[[[[[[[')",
        "send(sock, {'value': [1], 'changed': 'none'})",
        "send(sock, {'handle': 'x'})",
        "send(sock, {'error': {'type': [], 'message': 1, 'line': None}})",
        "send(sock, {'done': 'passed'})",
        "send(sock, {1: 2})",
        "os.close(line())",
        "os.dup2(os.open('/dev/null', 2), line())",
        "os.dup2(os.open('/dev/zero', 2), line())",
        "[send(sock, {'output': {}}) for _ in iter(int, 1)]",
    ],
)
def test_forged_replies(forgery: str) -> None:
    call = f"""
import time
from grader.wire.protocol import send
def attack():
    global sock
    sock = socket.socket(fileno=os.dup(line()))
    {forgery}
    time.sleep(60)
"""
    with Sandbox(LIMITS) as sandbox:
        assert [result.status for result in sandbox.run([FIND_LINE, call, "x = 5"])] == ["ok"] * 3
        began = time.monotonic()
        with pytest.raises((SandboxDied, CallTimeout)):
            sandbox.request({"op": "call", "name": "attack", "args": [], "kwargs": {}})
        assert time.monotonic() - began < 6
        assert sandbox.request({"op": "value", "name": "x"}) == {"value": 5}


def test_forged_outputs_and_ends_of_cells() -> None:
    attack = """
        from grader.wire.protocol import send
        sock = socket.socket(fileno=os.dup(line()))
        for i in range(2000):
            send(sock, {"output": {"output_type": "display_data", "data": {"text/plain": "x" * 1000}}})
            send(sock, {"output": {"output_type": "error", "ename": "E", "evalue": "x" * 9000, "traceback": ["x" * 90000]}})
            send(sock, {"output": {"output_type": "display_data", "data": {"text/html": "<script>"}}})
    """
    results = run(FIND_LINE, attack, limits=Limits(cell_seconds=5, output_bytes=10_000))
    assert len(str(results[1].outputs)) < 300_000
    assert "<script>" not in str(results)
    results = run(FIND_LINE, "os.write(line(), b'x' * 100)", "print('after')")
    assert [result.status for result in results] == ["ok", "died", "ok"]


@pytest.mark.parametrize("line", ["2**70", "-1", "True", "'3'", "None"])
def test_a_forged_end_of_a_cell_is_bounded(line: str) -> None:
    attack = f"""
        from grader.wire.protocol import send
        sock = socket.socket(fileno=os.dup(line()))
        send(sock, {{"done": "error", "raised": {{"type": "E" * 9000, "message": "x" * 90000, "line": {line}}}}})
    """
    raised = run(FIND_LINE, attack)[1].raised
    assert raised is not None
    assert (len(raised.type), len(raised.message), raised.line) == (200, 4000, None)


def test_a_replay_that_dies_ends_the_requests() -> None:
    with Sandbox(LIMITS) as sandbox:
        sandbox.run(["import os\ndef dies(): os._exit(0)", "x = 1"])
        for _ in range(3):
            with pytest.raises(SandboxDied):
                sandbox.request({"op": "call", "name": "dies", "args": [], "kwargs": {}})
        assert sandbox.request({"op": "value", "name": "x"}) == {"value": 1}


def test_torch_fits_into_the_default_memory() -> None:
    with Sandbox() as sandbox:
        (result,) = sandbox.run(
            ["import torch, numpy, matplotlib.pyplot\n(torch.ones(500, 500) @ torch.ones(500, 500)).sum()"]
        )
    assert result.status == "ok"


def test_the_sandbox_ends_when_its_host_is_killed() -> None:
    code = textwrap.dedent("""
        import sys, time
        from grader.sandbox import Sandbox
        sandbox = Sandbox()
        sandbox.run(["import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()"])
        print(sandbox._worker._fork_server._inner, flush=True)
        time.sleep(600)
    """)
    import subprocess
    import sys

    host = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    inner = Path("/proc", host.stdout.readline().strip())
    assert inner.name.isdigit()
    assert inner.exists()
    host.send_signal(signal.SIGKILL)
    host.wait()
    host.stdout.close()
    deadline = time.monotonic() + 5
    while inner.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not inner.exists()
