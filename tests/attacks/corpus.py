"""The corpus of attacks: each one a submission for Day 4, with the marks that it must get.

An attack stands in a notebook in which only `softmax` is solved. It earns nothing beyond what is solved, and loses
nothing of it, as far as its own cells ran: an attack that kills the process costs the cell that does so, no more.

    python -m tests.attacks.corpus      # writes docs/attacks.md
"""

from __future__ import annotations

import copy
import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import sample_class
from nbformat import NotebookNode

DAY = sample_class.DAY
SOLVED = sample_class.solutions()
TABLE = Path(__file__).parent.parent.parent / "docs" / "attacks.md"
MARK = "sixblocks-attack-mark"  # in the name of every file, socket and process that an attack makes
SEED = 192837465564738  # of the hidden tests' inputs: in no output and on no page
SECRET = "only-the-" + "others-know"  # stands in other submissions and in files and variables of the host

KEPT = {"softmax": 3.0}
NOTHING: dict[str, float] = {}
LINE = """
import os, socket, stat, struct, sys, threading, time
import numpy as np
from grader.wire.protocol import encode, send

def line():
    return next(fd for fd in range(3, 200) if _is_socket(fd))

def _is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
"""


@dataclass(frozen=True)
class Attack:
    """One hostile or damaged submission.

    cell: runs before everything else. last: runs behind everything else. answers: what stands in exercise cells.
    change: what is done to the notebook at last, also to something that is no notebook any more.
    beside: files that lie beside the notebook. marks: points by exercise; all others must get 0.
    hidden: what must not be found in any output, message or page.
    """

    name: str
    family: str
    tries: str
    cell: str = ""
    last: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    change: Callable[[NotebookNode], NotebookNode | bytes] = lambda made: made
    beside: dict[str, str] = field(default_factory=dict)
    marks: dict[str, float] = field(default_factory=lambda: KEPT)
    hidden: tuple[str, ...] = ()

    def put(self, path: Path) -> None:
        """Write the submission."""
        made = sample_class.notebook("en", **{"softmax": SOLVED["softmax"], **self.answers})
        made.cells[:0] = [_code(self.cell)] if self.cell else []
        made.cells += [_code(self.last)] if self.last else []
        changed = self.change(made)
        path.write_bytes(changed if isinstance(changed, bytes) else json.dumps(changed).encode())
        for name, text in self.beside.items():
            (path.parent / name).write_text(text)


def _code(text: str) -> NotebookNode:
    return nbformat.v4.new_code_cell(textwrap.dedent(text))


def _function(body: str, name: str = "softmax", parameters: str = "x, axis=-1") -> dict[str, str]:
    """An answer with this body."""
    return {name: f"def {name}({parameters}):\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")}


RIGHT = "e = np.exp(x - x.max(axis=axis, keepdims=True))\nright = e / e.sum(axis=axis, keepdims=True)\n"


def _blanking(name: str, tries: str, cell: str = "", **more: Any) -> Attack:
    return Attack(name, "blanking the tests", tries, cell, **more)


def _tags(made: NotebookNode) -> NotebookNode:
    for cell in made.cells:
        cell.metadata["tags"] = ["skip-execution", "remove-cell", "nbval-skip"]
    return made


BLANKING = [
    _blanking(
        "input_transformer",
        "an input transformer empties every later cell",
        "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
        marks=NOTHING,
    ),
    _blanking(
        "ast_transformer",
        "an AST transformer removes every assert",
        """
        import ast
        class Blank(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
        get_ipython().ast_transformers.append(Blank())
        """,
    ),
    _blanking(
        "run_cell",
        "replaces run_cell, so that no later cell runs",
        "get_ipython().run_cell = lambda *args, **kwargs: None",
        marks=NOTHING,
    ),
    _blanking(
        "do_execute",
        "hangs a kernel with a do_execute of its own onto the shell",
        """
        class Kernel:
            def do_execute(self, *args, **kwargs): return {"status": "ok"}
        get_ipython().kernel = Kernel()
        """,
    ),
    _blanking(
        "display_hook",
        "display hooks and formatters that raise SystemExit",
        """
        import sys
        def leave(*args, **kwargs): raise SystemExit
        sys.displayhook = leave
        get_ipython().display_formatter.format = leave
        get_ipython().display_pub.publish = leave
        """,
    ),
    _blanking("skip_tags", "tags every cell with skip-execution", change=_tags),
    _blanking(
        "no_tracebacks",
        "errors of check cells leave no trace",
        "get_ipython().showtraceback = get_ipython()._showtraceback = lambda *args, **kwargs: None",
    ),
    _blanking(
        "no_assertion_errors",
        "AssertionError becomes a warning, excepthook silent",
        "import builtins, sys\nbuiltins.AssertionError = Warning\nsys.excepthook = lambda *args: None",
    ),
    _blanking("exit", "ends the notebook before its checks", "exit()\nquit()\nraise SystemExit(0)"),
    _blanking(
        "script_magic",
        "magics that swallow a cell",
        last="%%script true\nassert False",
        answers={"layer_norm": "%%capture\ndef layer_norm(x, gamma, beta, eps=1e-5):\n    return x"},
    ),
    _blanking(
        "empty_namespace",
        "empties the namespace in which the checks look for names",
        last="get_ipython().user_ns.clear()",
        marks=NOTHING,
    ),
    _blanking(
        "events",
        "an event handler that ends the process before each later cell",
        "import os\nget_ipython().events.register('pre_run_cell', lambda info: os._exit(0))",
        marks=NOTHING,
    ),
    _blanking(
        "compile",
        "builtins.compile and exec do nothing any more",
        "import builtins\nbuiltins.compile = builtins.exec = lambda *args, **kwargs: None",
        marks=NOTHING,
    ),
    _blanking(
        "comparisons_replaced",
        "np.allclose and its like say yes to everything",
        """
        import numpy as np, torch
        np.allclose = np.isclose = np.array_equal = torch.allclose = lambda *args, **kwargs: True
        np.testing.assert_allclose = torch.testing.assert_close = lambda *args, **kwargs: None
        """,
        answers=_function("return np.ones_like(x)", "layer_norm", "x, gamma, beta, eps=1e-5"),
    ),
]


def _forging(name: str, tries: str, cell: str = "", **more: Any) -> Attack:
    return Attack(name, "forging results", tries, cell, **more)


def _forged_metadata(made: NotebookNode) -> NotebookNode:
    """Points, results and a seed of the student's own making."""
    for cell in made.cells:
        cell.metadata.setdefault("nbgrader", {}).update(points=1000, grade=True, score=1000, locked=False)
        cell.metadata["sixblocks"] = {"points": 1000}
    row = {"exercise": "layer_norm", "kind": "code", "points": 1e308, "max_points": 1, "verdict": "passed"}
    row |= {"misconception": None, "message_en": "", "message_ko": "", "seed": 1}
    made.metadata["sixblocks"] = {
        "results": [row] * 11,
        "state": "x",
        "seed": 1,
        "notes": {"": [1]},
        "lang": 7,
    }
    return made


def _from_a_thread(message: str) -> str:
    return LINE + textwrap.dedent(f"""
        def flood(sock):
            while True:
                send(sock, {message})
                time.sleep(0.01)
        threading.Thread(target=flood, args=(socket.socket(fileno=os.dup(line())),), daemon=True).start()
        """)


# A dict with 90,000 keys that all have the same hash: as JSON, for no one could build it.
COLLIDING = """
pairs = ",".join(f"[{i * (2**61 - 1)},0]" for i in range(1, 90_000))
header = ('["dict",[["value",["dict",[' + pairs + ']]],["changed",["list",[]]]]]').encode()
os.write(line(), struct.pack(">QQ", len(header) + 8, len(header)))
sock = socket.socket(fileno=os.dup(line()))
sock.sendall(header)
return x
"""

FORGING = [
    _forging(
        "execute_result",
        "an execute_result of full marks by hand",
        last="""
        get_ipython().displayhook(3.0)
        get_ipython().display_pub.publish({"text/plain": "3.0"})
        print("Hidden checks: 3 / 3 · passed")
        1e308
        """,
    ),
    _forging(
        "execute_result_from_a_thread",
        "a thread goes on giving out results while the checks run",
        """
        import threading, time
        def go_on():
            while True:
                get_ipython().displayhook(float("nan"))
                time.sleep(0.02)
        threading.Thread(target=go_on, daemon=True).start()
        """,
    ),
    _forging("metadata", "points, results and a state of grading in the metadata", change=_forged_metadata),
    _forging(
        "not_a_number",
        "NaN and infinity, which compare with everything in odd ways",
        answers=_function("return np.full_like(x, np.nan)"),
        marks=NOTHING,
    ),
    _forging(
        "ends_of_cells_from_a_thread",
        "a thread says over the line that cells have ended well",
        _from_a_thread('{"done": "ok"}'),
        marks=NOTHING,
    ),
    _forging(
        "reply_mid_call",
        "sends a reply of its own before the call has come back",
        LINE,
        answers=_function("send(socket.socket(fileno=os.dup(line())), {'value': x, 'changed': []})\nreturn x")
        | {"feed_forward": SOLVED["feed_forward"]},
        marks={"feed_forward": 3},
    ),
    _forging(
        "reply_from_a_forked_child",
        "a forked child answers in place of its parent, again and again",
        LINE,
        answers=_function("""
            if os.fork() == 0:
                while True:
                    send(socket.socket(fileno=os.dup(line())), {"value": np.ones(3), "changed": []})
            time.sleep(0.1)
            return x
            """)
        | {"feed_forward": SOLVED["feed_forward"]},
        marks={"feed_forward": 3},
    ),
    _forging(
        "colliding_keys",
        "a reply with 90,000 keys of one hash, over which the reader would sit for minutes",
        LINE,
        answers=_function(COLLIDING),
        marks=NOTHING,
    ),
    _forging(
        "huge_claim",
        "a reply that claims to have 2**62 bytes, and one that claims an array of terabytes",
        LINE,
        answers=_function("""
            header = b'["array","float64",[4294967295,4294967295]]'
            os.write(line(), struct.pack(">QQ", len(header) + 8, len(header)) + header)
            os.write(line(), struct.pack(">Q", 2**62))
            return x
            """),
        marks=NOTHING,
    ),
    _forging(
        "server_replaced",
        "the functions that answer the judge give back constants",
        """
        import grader.wire.serving
        grader.wire.serving._called = lambda function, args, kwargs: {"value": args[0], "changed": []}
        """,
        marks=NOTHING,
    ),
    _forging(
        "full_marks_in_an_error",
        "an exception whose text reads like a good verdict, and one without any text",
        answers=_function("""
            class NotImplementedError(Exception):
                def __str__(self): return "3 / 3 · passed <script>alert(1)</script>"
            raise NotImplementedError
            """),
        marks=NOTHING,
    ),
    _forging(
        "live_output",
        "HTML, JavaScript and a false PNG as rich output",
        last="""
        from IPython.display import HTML, Javascript, SVG, display
        display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
        display({"image/png": "PHNjcmlwdD4=", "text/html": "<script>", "image/svg+xml": "<svg onload=x>"}, raw=True)
        """,
        hidden=("<script", "onload=", "PHNjcmlwdD4="),
    ),
]


def _stealing(name: str, tries: str, cell: str = "", **more: Any) -> Attack:
    return Attack(name, "stealing", tries, cell, **more)


STEALING = [
    _stealing(
        "frames",
        "prints what the frames above and below it hold, in the cell and in a judged call",
        answers=_function("""
            import sys
            loot, frame = [], sys._getframe()
            while frame:
                loot.append(str(frame.f_locals)[:20_000])
                frame = frame.f_back
            raise RuntimeError("".join(loot)[-250:])
            """),
        last="softmax(1)",
        marks=NOTHING,
        hidden=("misconception", "oracle"),
    ),
    _stealing(
        "gc",
        "asks the garbage collector for tests, oracles and results",
        """
        import gc, sys
        found = {type(o).__module__ for o in gc.get_objects()} | set(sys.modules)
        print(sorted(n for n in found if n.startswith(("grader.ju", "grader.ch", "grader.gr", "solutions"))))
        """,
        hidden=("grader.judge", "grader.checks", "grader.gradebook"),
    ),
    _stealing(
        "files",
        "looks through the file system for the tests, the solutions and the gradebook",
        """
        import os
        loot = []
        for top, folders, files in os.walk("/"):
            folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "lib", "venv", "site-packages")]
            loot += [os.path.join(top, n) for n in folders + files if n.startswith("day0") or n.endswith((".db", ".git"))]
        print(loot)
        """,
        hidden=("day04", ".db"),
    ),
    _stealing(
        "environment",
        "prints the environment of every process that can be seen",
        """
        import glob, os
        print(dict(os.environ))
        for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
            try: print(open(path, "rb").read())
            except OSError: pass
        """,
    ),
    _stealing(
        "other_submissions",
        "reads what others handed in, beside its own and in nbgrader's exchange",
        """
        import glob
        for pattern in ("../*", "../../*", "../../../*/*/*.ipynb", "/*/submitted/*/*/*", "/usr/local/share/nbgrader/*/*"):
            for path in glob.glob(pattern):
                try: print(path, open(path).read()[:100_000])
                except OSError: pass
        """,
    ),
    _stealing(
        "own_memory",
        "reads all of its own memory, which was the fork server's and the earlier students'",
        r"""
        import re
        with open("/proc/self/mem", "rb", 0) as memory:
            for row in open("/proc/self/maps"):
                start, end = (int(n, 16) for n in row.split()[0].split("-"))
                if "rw" not in row or end - start > 2**27: continue
                try:
                    memory.seek(start)
                    data = memory.read(end - start)
                except (OSError, ValueError, OverflowError): continue
                print(set(re.findall(rb"only-the-[a-z-]+|19283746[0-9]+|day04\.[a-z_]+|BEGIN SOLU[A-Z]+", data)))
        """,
        hidden=("BEGIN SOLUTION",),
    ),
    _stealing(
        "random_state",
        "prints and sets the state of every random generator",
        """
        import random, numpy as np, torch
        print(random.getstate()[1][:3], np.random.get_state()[1][:3], torch.initial_seed())
        random.seed(0); np.random.seed(0); torch.manual_seed(0)
        np.random.default_rng = lambda *args: np.random.RandomState(0)
        """,
        marks=KEPT,
    ),
    _stealing(
        "inputs",
        "keeps the hidden inputs, and tells them by printing, by a file and by an error",
        answers=_function("""
            seen = globals().setdefault("seen", [])
            seen.append(np.array(x))
            print("input", x.tolist())
            open("/tmp/seen", "a").write(str(x.tolist()))
            raise ValueError(open("/tmp/seen").read()[:50])
            """),
        marks=NOTHING,
    ),
    _stealing(
        "solution_through_an_error",
        "an exercise that is judged among right versions of others tells their source in its error",
        answers={
            "softmax": DAY.exercise("softmax").stub.en,
            **_function(
                """
                import inspect
                text = inspect.getsource(softmax)
                raise type(text[-250:-200], (Exception,), {})(text[-290:])
                """,
                "self_attention",
                "query, key, value",
            ),
        },
        marks=NOTHING,
        hidden=("exponentials", "BEGIN SOLUTION", "keepdims=True"),
    ),
    _stealing(
        "solution_in_use",
        "an exercise that calls one on which it does not build, in the hope of the lesson's own version",
        answers={
            "softmax": DAY.exercise("softmax").stub.en,
            **_function(
                "weights = softmax(batched_scores(query, key))\nreturn weights @ value, weights",
                "self_attention",
                "query, key, value",
            ),
        },
        # Without a batch axis the handed-out version of batched_scores is right, and one part asks for no more.
        marks={"self_attention": 2.67},
    ),
    _stealing(
        "links",
        "links to files of the host, opened and printed",
        f"""
        import os
        for i, path in enumerate(["/etc/shadow", "/etc/passwd", {str(DAY.name)!r}, "/proc/1/root/etc/passwd",
                                  "/root/.ssh/id_rsa", "/../../etc/shadow", "/proc/self/cwd/../../etc/shadow"]):
            try:
                os.symlink(path, f"/tmp/{MARK}-{{i}}")
                print(open(f"/tmp/{MARK}-{{i}}").read())
            except OSError as error: print(type(error).__name__)
        """,
        hidden=("root:",),
    ),
]


def _fooling(name: str, tries: str, body: str, marks: dict[str, float] = NOTHING, **more: Any) -> Attack:
    return Attack(name, "fooling comparisons", tries, answers=_function(body), marks=marks, **more)


EQUAL = """
class Equal(np.ndarray):
    def __eq__(self, other): return np.True_
    def __sub__(self, other): return np.zeros(())
    __rsub__ = __sub__
    def __array_ufunc__(self, *args, **kwargs): return np.True_
    def __array_function__(self, *args, **kwargs): return True
    def all(self, *args, **kwargs): return True
"""
TENSOR = """
import torch
class Equal(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None): return True
"""
FOOLING = [
    _fooling("array_subclass", "an ndarray subclass that equals everything", EQUAL + "return x.view(Equal)"),
    _fooling(
        "array_subclass_with_the_right_numbers",
        "the same, but what it holds is right: and so is the mark",
        EQUAL + RIGHT + "return right.view(Equal)",
        KEPT,
    ),
    _fooling(
        "tensor_subclass",
        "a Tensor subclass that equals everything",
        TENSOR + "return torch.as_tensor(x).as_subclass(Equal)",
    ),
    _fooling(
        "tensor_subclass_with_the_right_numbers",
        "the same, but what it holds is right",
        TENSOR + RIGHT + "return torch.as_tensor(right).as_subclass(Equal)",
        KEPT,
    ),
    _fooling(
        "always_equal_object",
        "an object that equals everything and claims to be an array",
        """
        class Equal:
            __class__ = np.ndarray
            shape, dtype, ndim = x.shape, x.dtype, x.ndim
            def __eq__(self, other): return True
            def __array__(self, *args, **kwargs): return np.array(self, dtype=object)
            def __getattr__(self, name): return lambda *args, **kwargs: True
        return Equal()
        """,
    ),
    _fooling(
        "always_equal_number",
        "a float and a str that equal everything",
        """
        class Number(float):
            def __eq__(self, other): return True
            __hash__ = float.__hash__
        return Number(1)
        """,
    ),
    _fooling(
        "written_into_the_input",
        "right numbers, written into the judge's own array",
        "x -= x.max(axis=axis, keepdims=True)\nnp.exp(x, out=x)\nx /= x.sum(axis=axis, keepdims=True)\nreturn x",
        {"softmax": 2.8},
    ),
    _fooling(
        "the_input_made_right",
        "changes the input so that the wrong answer is right for it",
        "x[...] = 0\nreturn np.full(x.shape, 1 / x.shape[axis])",
    ),
    _fooling(
        "only_the_first_call",
        "right the first time it is called behind the visible checks, wrong ever after",
        RIGHT + "calls.append(1)\nreturn right if len(calls) <= 4 else right * 0.5",
        cell="calls = []",
    ),
    _fooling(
        "changes_between_looks",
        "a subclass whose numbers are others each time they are asked for",
        """
        class Shifting(np.ndarray):
            def __array_finalize__(self, other): pass
            def tobytes(self, *args): return np.random.rand(*self.shape).tobytes()
            @property
            def shape(self): return (np.random.randint(9),)
        return np.zeros(x.shape).view(Shifting)
        """,
    ),
    _fooling(
        "table_of_the_visible_tests",
        "knows just the answers of the visible checks",
        """
        if x.shape == (2, 3):
            table = np.array([[0.0900, 0.2447, 0.6652], [1 / 3] * 3])
            return table / table.sum(axis=axis, keepdims=True) if axis == 0 else table
        return np.zeros_like(x)
        """,
    ),
    _fooling("broadcast", "one number that broadcasts against everything", "return np.ones(())"),
    _fooling(
        "broadcast_to_terabytes",
        "a view that claims to be terabytes large",
        "return np.broadcast_to(np.float64(1), (10**6, 10**6))",
    ),
    _fooling(
        "masked",
        "a masked array that hides what is wrong",
        "return np.ma.masked_array(np.zeros_like(x), mask=np.ones(x.shape, bool))",
    ),
    _fooling("text", "the right numbers as text", RIGHT + "return right.astype(str)"),
    _fooling("objects", "the right numbers as objects", RIGHT + "return right.astype(object)"),
    _fooling("complex", "the right numbers with an imaginary part", RIGHT + "return right + 1e9j"),
    _fooling("endless_list", "a list that holds itself", "made = []\nmade.append(made)\nreturn made"),
    _fooling(
        "many_arrays",
        "thousands of arrays where six are asked for, for a judge that compares each with each",
        RIGHT + "return right",
        KEPT,
    ),
]
FOOLING[-1].answers["stack_of_six"] = textwrap.dedent("""
    def stack_of_six(seed, d_model, d_ff):
        return [{f"w{i}": np.full(1, i + 10_000 * b) for i in range(10_000)} for b in range(6)]
    stack_of_six_reason = "D"
    """)


def _poisoning(name: str, tries: str, cell: str = "", **more: Any) -> Attack:
    return Attack(name, "poisoning", tries, cell, **more)


WRITES = f"open('/tmp/{MARK}', 'w').write('x')\n"
POISONING = [
    _poisoning(
        "start_up_files",
        "writes files that IPython and Python run at their start",
        f"""
        import os, site, sys
        homes = [os.path.expanduser("~"), "/root", "/home", os.environ["IPYTHONDIR"]]
        for folder in [h + "/.ipython/profile_default/startup" for h in homes] + site.getsitepackages() + sys.path:
            for name in ("{MARK}.py", "sitecustomize.py", "usercustomize.py", "{MARK}.pth"):
                try:
                    os.makedirs(folder, exist_ok=True)
                    open(os.path.join(folder, name), "w").write("import os; os._exit(3)")
                except OSError: pass
        """,
    ),
    _poisoning(
        "modules_beside_the_notebook",
        "hands in modules under the names of those that graders import, and a configuration",
        beside=dict.fromkeys(
            ("numpy.py", "torch.py", "sitecustomize.py", "nbgrader_config.py", "conftest.py", "json.py"),
            WRITES + "raise SystemExit\n",
        ),
    ),
    _poisoning(
        "modules_written",
        "writes such modules into its working folder and into byte code",
        """
        import os, sys, importlib.util
        for name in ("numpy.py", "random.py", "grader.py", "sitecustomize.py"):
            open(name, "w").write("raise SystemExit")
        sys.path.insert(0, os.getcwd())
        import numpy
        for module in (os, numpy):
            try: open(importlib.util.cache_from_source(module.__file__), "wb").write(b"x")
            except OSError: pass
        """,
    ),
    _poisoning(
        "sys_modules",
        "puts false modules in the place of those that the worker uses",
        """
        import sys, types
        for name in ("json", "socket", "struct", "select", "numpy.linalg", "IPython", "grader.wire.protocol", "grader.wire.serving"):
            sys.modules[name] = types.ModuleType(name)
        sys.meta_path.insert(0, types.SimpleNamespace(find_spec=lambda *args: 1 / 0))
        """,
    ),
    _poisoning(
        "the_worker_s_own_functions",
        "replaces what the worker sends and receives with",
        "import grader.sandbox.worker as worker\nworker.send = worker.receive = worker.os = None",
    ),
    _poisoning(
        "patched_libraries",
        "changes numpy and torch for whoever comes next",
        """
        import numpy as np, torch
        np.matmul = np.einsum = np.mean = torch.nn.functional.softmax = lambda *args, **kwargs: 0
        np.float64.__doc__, torch.Tensor.__add__ = None, lambda *args: 0
        torch.set_default_dtype(torch.float16)
        """,
    ),
    _poisoning(
        "environment_variables",
        "sets variables for the programs that start later",
        """
        import os
        os.environ.update(PYTHONPATH="/tmp", LD_PRELOAD="/tmp/x.so", PYTHONSTARTUP="/tmp/x.py", NBGRADER_EXECUTION="",
                          HOME="/tmp/x", BASH_ENV="/tmp/x", PYTHONINSPECT="1")
        """,
    ),
    _poisoning(
        "caches",
        "spoils the caches of matplotlib and torch",
        """
        import glob, os
        for path in glob.glob(os.environ["MPLCONFIGDIR"] + "/*") + glob.glob("/sandbox/matplotlib/*"):
            for spoil in (lambda: open(path, "w").write("{"), lambda: os.remove(path), lambda: os.symlink("/x", path)):
                try: spoil()
                except OSError: pass
        """,
    ),
    _poisoning(
        "tricks_with_os",
        "os._exit, os.getpid and time tell lies",
        "import os, time\nos._exit = lambda *args: None\ntime.monotonic = lambda: 0.0\ntime.time = lambda: 0.0",
    ),
    _poisoning(
        "another_process_id",
        "os.getpid lies, by which the worker knows itself: the cell that does so is left out",
        "import os\nos.getpid = lambda: 0",
    ),
]


def _breaking(name: str, tries: str, cell: str = "", **more: Any) -> Attack:
    return Attack(name, "breaking out", tries, cell, **more)


BREAKING = [
    _breaking(
        "signals",
        "signals to its parent, its group and everybody",
        """
        import os, signal
        for pid in (os.getppid(), 0, 1, -1, *range(2, 300)):
            for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT):
                try: os.kill(pid, number)
                except OSError: pass
        """,
    ),
    _breaking(
        "detached_child",
        "a child that is nobody's child any more goes on printing, writing and answering",
        LINE
        + f"""
import subprocess
subprocess.Popen(["bash", "-c", "exec -a {MARK} sleep 600"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    while True:
        print("still here", flush=True)
        open("/tmp/{MARK}", "a").write("x")
        time.sleep(0.05)
""",
    ),
    _breaking(
        "atexit",
        "functions that run when it is over, and a thread that must not end",
        f"""
        import atexit, threading, time, weakref
        class Late: pass
        late = Late()
        weakref.finalize(late, lambda: open("/tmp/{MARK}", "w"))
        for _ in range(5): atexit.register(time.sleep, 600)
        threading.Thread(target=time.sleep, args=(600,)).start()
        """,
    ),
    _breaking(
        "sockets",
        "listens, connects to the outside, and talks to the machine's own host",
        f"""
        import socket
        opened = []
        for family, address in ((socket.AF_INET, ("0.0.0.0", 61999)), (socket.AF_UNIX, "\\0{MARK}"),
                                (socket.AF_UNIX, "/tmp/{MARK}.sock")):
            listener = socket.socket(family)
            listener.bind(address); listener.listen(); opened.append(listener)
        for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_VSOCK, (2, 1024)), (socket.AF_VSOCK, (1, 1))):
            try:
                with socket.socket(family) as out:
                    out.settimeout(0.2); out.connect(address); print("reached", address)
            except OSError: pass
        """,
        hidden=("reached",),
    ),
    _breaking(
        "ptrace",
        "ptrace and process_vm_readv on every process that it sees",
        """
        import ctypes, os
        libc = ctypes.CDLL(None)
        local = (ctypes.c_void_p * 2)(0, 8)
        calls = [libc.ptrace(16, pid, 0, 0) for pid in range(1, 50)]
        calls += [libc.process_vm_readv(pid, local, 1, local, 1, 0) for pid in range(2, 50)]
        print("came in" if max(calls) >= 0 else "stayed out")
        """,
        hidden=("came in",),
    ),
    _breaking(
        "proc",
        "writes into /proc and /sys, and leaves through /proc/1/root",
        """
        import os
        for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/1/mem",
                     "/proc/self/uid_map", "/sys/power/state", "/dev/kmsg", "/dev/mem", "/dev/tty"):
            try: open(path, "w").write("0"); print("wrote to", path)
            except OSError: pass
        try: open("/proc/self/oom_score_adj", "w").write("-1000"); print("wrote to oom")
        except OSError: pass
        print(os.path.exists("/proc/1/root/root/.bashrc") and "out of it")
        """,
        hidden=("wrote to", "out of it"),
    ),
    _breaking(
        "namespaces",
        "becomes root in a user namespace, mounts, changes its root",
        """
        import ctypes, os
        libc = ctypes.CDLL(None)
        calls = [libc.unshare(0x10000000), libc.unshare(0x00020000), libc.mount(b"x", b"/tmp", b"tmpfs", 0, None)]
        calls += [libc.chroot(b"/tmp"), libc.setuid(0), libc.setns(0, 0), libc.syscall(165, b"x", b"/tmp", b"tmpfs", 0, 0)]
        print("came in" if 0 in calls else "stayed out")
        """,
        hidden=("came in",),
    ),
    _breaking(
        "stops_itself",
        "stops itself and its helpers, ignores all signals, and asks for a better priority",
        """
        import os, resource, signal
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
            try: resource.setrlimit(kind, (-1, -1)); print("raised")
            except (OSError, ValueError): pass
        try: os.nice(-20); print("raised")
        except OSError: pass
        if os.fork() == 0: os.kill(os.getpid(), signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
        """,
        hidden=("raised",),
    ),
    _breaking(
        "open_files_over_the_line",
        "sends open files over the line to the host, by the hundred",
        LINE
        + """
sock = socket.socket(fileno=os.dup(line()))
for _ in range(5):
    data = encode({"output": {}})
    socket.send_fds(sock, [struct.pack(">Q", len(data)) + data], [os.open("/tmp", os.O_RDONLY) for _ in range(50)])
""",
    ),
    _breaking("line_closed", "closes the line", LINE + "os.closerange(3, 1000)"),
    _breaking(
        "line_turned",
        "puts an endless file in the line's place, in a judged call",
        LINE,
        answers=_function("os.dup2(os.open('/dev/zero', 2), line())\nreturn x")
        | {"feed_forward": SOLVED["feed_forward"]},
        marks={"feed_forward": 3},
    ),
    _breaking(
        "set_uid_programs",
        "runs every program of the system that would make it root",
        """
        import subprocess
        for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount"], ["unshare", "-Ur", "id"], ["newgrp"]):
            try: print(subprocess.run(command, capture_output=True, timeout=0.5, stdin=subprocess.DEVNULL).stdout)
            except (OSError, subprocess.TimeoutExpired): pass
        """,
        hidden=("uid=0",),
    ),
]


def _exhausting(name: str, tries: str, cell: str = "", **more: Any) -> Attack:
    return Attack(name, "exhausting", tries, cell, **more)


def _errors(made: NotebookNode) -> NotebookNode:
    made.cells += [_code("raise RuntimeError('x' * 3000)") for _ in range(120)]
    return made


EXHAUSTING = [
    _exhausting("memory", "asks for more memory than there is", "x = bytearray(2**33)\ny = [0] * 2**33"),
    _exhausting(
        "memory_in_many_processes",
        "shares the work of filling memory among children, in pages that are nobody's own",
        """
        import ctypes, mmap, os, time
        for _ in range(10):
            if os.fork() == 0:
                pages = mmap.mmap(-1, 200 * 2**20)
                ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(pages)), 1, len(pages))
                time.sleep(60)
        time.sleep(60)
        """,
    ),
    _exhausting(
        "memory_of_the_kernel",
        "memory that no process is charged for: memfd, System V, empty files, sockets",
        """
        import ctypes, os, socket
        libc, held = ctypes.CDLL(None), []
        try:
            for i in range(50):
                held.append(os.memfd_create("x")); print("memfd")
        except OSError: pass
        print("shm" if libc.shmget(0, 2**30, 0o1600) >= 0 else "")
        try:
            for i in range(30_000): os.mkdir(f"/tmp/{i}")
            print("folders")
        except OSError: pass
        """,
        hidden=("memfd", "shm", "folders"),
    ),
    _exhausting(
        "fork_bomb",
        "forks without end",
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    ),
    _exhausting(
        "threads",
        "a thousand threads that sleep",
        """
        import threading, time
        for _ in range(1000): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        """,
    ),
    _exhausting(
        "one_large_file",
        "one file of gigabytes",
        f"with open('/tmp/{MARK}', 'wb') as f:\n    for _ in range(1000): f.write(bytes(2**20))",
    ),
    _exhausting(
        "disk",
        "many files in every folder that can be written",
        f"""
        for folder in ("/tmp", "/dev/shm", "."):
            try:
                for i in range(40): open(f"{{folder}}/{MARK}-{{i}}", "wb").write(bytes(2**19))
                print("all of it")
            except OSError: pass
        """,
        hidden=("all of it",),
    ),
    _exhausting("output_in_one_line", "80 MB in one line", "print('x' * 80_000_000)"),
    _exhausting("output_in_many_lines", "lines without end", "while True: print('line')"),
    _exhausting(
        "output_in_pieces",
        "a new output for each letter, to and fro between two streams",
        "import sys\nfor _ in range(20_000):\n    print('o', end='')\n    print('e', end='', file=sys.stderr)",
    ),
    _exhausting("errors", "a hundred and twenty long errors", change=_errors),
    _exhausting(
        "loop_that_ignores_interrupts",
        "an endless loop that catches whatever is to stop it",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    _exhausting(
        "loop_in_c",
        "a computation in C that no signal interrupts",
        "import re\nre.match('(a+)+b', 'a' * 60)",
    ),
    _exhausting(
        "loop_in_a_call",
        "an endless loop in a judged call",
        answers=_function("while True:\n    x = x + 0") | {"feed_forward": SOLVED["feed_forward"]},
        marks={"feed_forward": 3},
    ),
    _exhausting(
        "calls_just_not_too_slow",
        "every call takes a little less than it may",
        answers=_function("import time\ntime.sleep(0.5)\nreturn x"),
        marks=NOTHING,
    ),
    _exhausting(
        "never_begins_to_answer",
        "the worker's own loop is made to wait before each answer",
        last=LINE
        + """
import grader.sandbox.worker as worker
old = worker.Line.receive
worker.Line.receive = lambda self: (old(self), time.sleep(600))[0]
""",
        marks=NOTHING,
    ),
    _exhausting(
        "recursion",
        "recursion without an end, also in repr and in comparing",
        """
        import sys
        class Deep:
            def __repr__(self): return repr(self)
            def __getattr__(self, name): return getattr(self, name + "x")
        try: Deep().anything
        except RecursionError: pass
        Deep()
        """,
    ),
    _exhausting(
        "recursion_in_c",
        "a call stack deeper than the system's, in C",
        "import sys\nsys.setrecursionlimit(10**9)\nmade = ()\nfor _ in range(10**6): made = (made,)\nhash(made)",
    ),
    _exhausting("brackets", "a million brackets for the parser", "x = " + "(" * 300_000 + ")" * 300_000),
    _exhausting("os_exit", "ends the process at once", "import os\nos._exit(0)"),
    _exhausting("segmentation_fault", "reads from address 0", "import ctypes\nctypes.string_at(0)"),
    _exhausting("abort", "aborts", "import os\nos.abort()"),
    _exhausting(
        "large_answers",
        "an answer as large as may cross, each time",
        answers=_function("return np.zeros(2**20)"),
        marks=NOTHING,
    ),
    _exhausting(
        "open_files",
        "opens files and sockets until there are no more",
        """
        import socket
        held = []
        try:
            while True: held += socket.socketpair()
        except OSError: pass
        """,
    ),
]


def _damaged(
    name: str, tries: str, change: Callable[[NotebookNode], NotebookNode | bytes], **more: Any
) -> Attack:
    return Attack(name, "damage to the notebook", tries, change=change, **more)


def _cell(made: NotebookNode, name: str) -> NotebookNode:
    return sample_class.cell_of(made, name)


def _no_checks(made: NotebookNode) -> NotebookNode:
    made.cells = [c for c in made.cells if not c.metadata.get("nbgrader", {}).get("grade")]
    return made


def _given_changed(made: NotebookNode) -> NotebookNode:
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = "raise SystemExit"
    return made


def _ids_changed(made: NotebookNode) -> NotebookNode:
    """The right answer under the name of another exercise, and a cell of one's own under a check's name."""
    _cell(made, "layer_norm").metadata.nbgrader.grade_id = "softmax_check"
    _cell(made, "feed_forward").metadata.nbgrader.grade_id = "../../gradebook"
    return made


def _retyped(made: NotebookNode) -> NotebookNode:
    cell = _cell(made, "softmax")
    cell.cell_type = "markdown"
    _cell(made, "why_residuals").cell_type = "code"
    return made


def _reversed(made: NotebookNode) -> NotebookNode:
    made.cells.reverse()
    return made


def _answer_twice(made: NotebookNode) -> NotebookNode:
    """A stub behind the answer: the answer counts."""
    twin = copy.deepcopy(_cell(made, "softmax"))
    twin.source, twin.id = DAY.exercise("softmax").stub.en, _cell(made, "softmax").id
    made.cells.append(twin)
    return made


def _many_cells(made: NotebookNode) -> NotebookNode:
    made.cells += [_code("") for _ in range(1_900 - len(made.cells))]
    return made


def _odd_json(made: NotebookNode) -> bytes:
    """Numbers that JSON does not have, keys that stand twice, a byte order mark, surrogates, deep metadata."""
    for cell in made.cells:
        cell.metadata["deep"] = json.loads("[" * 500 + "]" * 500)
        cell.metadata["number"] = float("nan")
    text = json.dumps(made).replace('"nbformat": 4', '"nbformat": 4, "nbformat": {"a": NaN}', 1)
    return b"\xef\xbb\xbf" + text.replace('"cell_type"', '"x": "\\ud800\\u0000", "cell_type"').encode()


def _schema(made: NotebookNode) -> NotebookNode:
    for cell in made.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(
                schema_version=99, cell_type="raw", checksum=None, points="many", task=3
            )
    made.nbformat, made.nbformat_minor = 99, -1
    return made


def _odd_cells(made: NotebookNode) -> bytes:
    document = json.loads(json.dumps(made))
    document["cells"] += [
        None,
        7,
        [],
        {},
        {"source": 5},
        {"cell_type": [], "source": ["a", 1]},
        {"metadata": 1},
    ]
    for cell in document["cells"][:5]:
        cell["id"], cell["outputs"], cell["execution_count"] = "same id!", {"a": 1}, "first"
    return json.dumps(document).encode()


DAMAGED = [
    _damaged("checks_deleted", "all check cells are gone", _no_checks),
    _damaged("given_cells_changed", "every locked cell ends the notebook", _given_changed),
    _damaged("names_changed", "answers under the names of other cells, and under paths", _ids_changed),
    _damaged("types_changed", "the answer is Markdown, the essay is code", _retyped),
    _damaged("order_reversed", "all cells in reverse order", _reversed),
    _damaged(
        "answer_twice",
        "the untouched cell stands once more behind the answer, with the same id",
        _answer_twice,
    ),
    _damaged("many_cells", "nearly two thousand cells", _many_cells),
    _damaged(
        "odd_json", "NaN, doubled keys, half characters, NUL, a byte order mark, deep metadata", _odd_json
    ),
    _damaged("schema", "unknown versions of every format", _schema),
    _damaged("odd_cells", "cells that are numbers, lists, nothing, or have the same id", _odd_cells),
    _damaged(
        "cut_off",
        "the file ends in the middle",
        lambda made: json.dumps(made).encode()[:-3000],
        marks=NOTHING,
    ),
]

ATTACKS = [*BLANKING, *FORGING, *STEALING, *FOOLING, *POISONING, *BREAKING, *EXHAUSTING, *DAMAGED]


def table() -> str:
    """The corpus as a page: one row for each attack."""
    lines = [
        "# The corpus of attacks",
        "",
        "<!-- Generated: python -m tests.attacks.corpus -->",
        "",
        f"{len(ATTACKS)} hostile or damaged submissions for Day 4. In each of them `softmax` (3 points) is solved, unless "
        "the attack stands in its place. `tests/attacks` grades them in one class together with honest submissions and "
        "holds every mark to this table: an attack earns nothing that it did not solve and loses nothing that it did, "
        "no other student's mark changes, and no file, process or socket is left.",
    ]
    for family in dict.fromkeys(attack.family for attack in ATTACKS):
        lines += ["", f"## {family.capitalize()}", "", "| attack | what it tries | mark |", "|---|---|---|"]
        for attack in ATTACKS:
            if attack.family == family:
                mark = ", ".join(f"{name} {points:g}" for name, points in attack.marks.items()) or "0"
                lines.append(f"| {attack.name} | {attack.tries} | {mark} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
