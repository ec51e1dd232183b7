"""The sample class: two dozen submissions for Day 4, from full marks to hostile.

Made from the lesson's solutions, and from the right and the wrong versions that stand beside the hidden tests.

    python data/sample_class.py FOLDER      # writes FOLDER/submitted/STUDENT/day04/…

`make demo` grades it; the tests hold every mark to what `Member.expected` says.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.checks import load
from grader.course import ROOT, load_day
from grader.judge import source_of

DAY = load_day("day04")
BOOK = load("day04")
EN_ESSAY = (
    "Without the skip the gradient of a deep stack is a product of the layers' Jacobians. If each shrinks vectors a "
    "little, six of them shrink them a lot, and the first layers hardly learn. With x + f(x) every factor is I + J: "
    "there is always a path on which the gradient arrives unchanged."
)
KO_ESSAY = (
    "잔차 연결이 없으면 기울기는 층마다 곱해지는 야코비안의 곱이에요. 각 층이 조금씩만 줄여도 여섯 번 곱하면 아주 작아져서 "
    "앞쪽 층은 거의 배우지 못해요. x + f(x)로 두면 곱해지는 값이 I + J가 되어 기울기가 그대로 지나가는 길이 늘 남아요."
)


def solutions() -> dict[str, str]:
    """Every exercise's right answer, as a student would hand it in."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return {
        e.name: "\n".join(line for line in e.solution.split("\n") if line.strip() not in marks)
        for e in DAY.exercises
        if e.kind != "explain"
    }


def wrong(exercise: str, name: str) -> str:
    """A misconception, as a cell."""
    return source_of(next(v for v in BOOK.checks[exercise].misconceptions if v.name == name))


def other_style(exercise: str, number: int) -> str:
    """A right answer in another style, as a cell."""
    versions = BOOK.checks[exercise].alternatives
    return source_of(versions[number % len(versions)]) + reason(exercise)


def reason(exercise: str) -> str:
    """The right choice that goes with a spot-the-bug exercise."""
    asked = BOOK.checks[exercise].reason
    return f"\n{exercise}_reason = {asked.right!r}\n" if asked else ""


def notebook(lang: str = "en", **answers: str) -> NotebookNode:
    """The student notebook with these answers in it; the rest stays as it was handed out."""
    made = DAY.notebook(lang, "student")
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return made


def solved(lang: str = "en", **changed: str) -> NotebookNode:
    """Everything right and the essay written, but for what is changed."""
    essay = EN_ESSAY if lang == "en" else KO_ESSAY
    return notebook(lang, **(solutions() | {"why_residuals": essay} | changed))


def cell_of(made: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def other_styles(lang: str, number: int) -> NotebookNode:
    return solved(lang, **{name: other_style(name, number) for name in BOOK.checks})


def half_done() -> NotebookNode:
    done = list(solutions())[:5]
    return notebook("ko", **{name: solutions()[name] for name in done})


def deleted_check() -> NotebookNode:
    made = solved(layer_norm=wrong("layer_norm", "gamma_beta_forgotten"))
    made.cells.remove(cell_of(made, "layer_norm_check"))
    return made


def duplicated_check() -> NotebookNode:
    """A check cell that was copied, and one that was emptied."""
    made = solved(feed_forward=wrong("feed_forward", "b1_after_relu"))
    check = cell_of(made, "feed_forward_check")
    twin = copy.deepcopy(check)
    twin.id, twin.source = "copied-cell", "assert True"
    made.cells.insert(made.cells.index(check) + 1, twin)
    cell_of(made, "self_attention_check").source = "assert True"
    return made


def metadata_gone() -> NotebookNode:
    """Right answers, handed in through a program that dropped all metadata of the cells."""
    made = solved()
    for cell in made.cells:
        cell.metadata.clear()
        del cell["id"]
    made.metadata.clear()
    return made


def old_format() -> bytes:
    """The right answers in notebook format 3, as very old programs write it."""
    cells = [
        {"cell_type": "code", "input": c.source, "language": "python", "outputs": [], "metadata": c.metadata}
        if c.cell_type == "code"
        else {"cell_type": "markdown", "source": c.source, "metadata": c.metadata}
        for c in solved().cells
    ]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    ).encode()


HOSTILE = """
# Looks for the tests, patches the comparison, reaches for the network, and answers with something that equals everything.
import os, socket, sys
import numpy as np

loot = []
for folder in ("/", "/srv", "/home", "/root", os.getcwd(), "..", "../../.."):
    for place, _, names in os.walk(folder):
        loot += [os.path.join(place, n) for n in names if "day04" in n or n == "gradebook.db"]
        if place.count("/") > 4:
            break
loot += [name for name in sys.modules if name.startswith(("grader.checks", "grader.judge"))]
np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
try:
    socket.create_connection(("1.1.1.1", 53), timeout=1)
    loot.append("network")
except OSError:
    pass
print("stolen:", loot)

class Equal(np.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def all(self, *args, **kwargs): return True

def anything(*args, **kwargs):
    return np.ones((2, 3)).view(Equal)

softmax = self_attention = batched_scores = layer_norm = feed_forward = anything
transformer_block = six_blocks = stack_of_six = token_spread = anything
which_family = anything
"""


def hostile() -> NotebookNode:
    made = notebook(token_spread=HOSTILE)
    made.cells.append(nbformat.v4.new_code_cell("print('<script>alert(1)</script>')"))
    return made


def quiz_slips() -> NotebookNode:
    return solved(which_family=solutions()["which_family"] + "\nwhich_family['translate'] = 'B'\n")


LIVE = EN_ESSAY + "\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>"

LOOP = """def feed_forward(x, w1, b1, w2, b2):
    while True:
        x = x + 0
"""

QUITS = """def layer_norm(x, gamma, beta, eps=1e-5):
    import os
    os._exit(0)
"""


def syntax_error() -> NotebookNode:
    return solved(feed_forward="def feed_forward(x, w1, b1, w2, b2)\n    return x\n")


def endless() -> NotebookNode:
    return solved(feed_forward=LOOP)


def quits() -> NotebookNode:
    return solved(layer_norm=QUITS)


REST: dict[str, tuple[str, str | None]] = {
    e.name: ("unanswered", None) for e in DAY.exercises if e.name not in list(solutions())[:5]
}
STOLEN: dict[str, tuple[str, str | None]] = {
    e.name: ("unanswered" if e.kind == "explain" else "failed", None) for e in DAY.exercises
}


@dataclass(frozen=True)
class Member:
    """One submission: how the file is made, and what it must get.

    `expected` says verdict and mistake of each exercise that does not pass; `everything` is the verdict of all
    exercises where nothing can be graded.
    """

    student: str
    story: str
    put: Callable[[Path], None]
    expected: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    everything: str | None = None


def _file(make: Callable[[], NotebookNode | bytes]) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        made = make()
        path.write_bytes(made if isinstance(made, bytes) else json.dumps(made, ensure_ascii=False).encode())

    return put


def _link(path: Path) -> None:
    """To a file that the student may not read."""
    path.symlink_to("/etc/passwd")


def _large(path: Path) -> None:
    path.touch()
    os.truncate(path, 50 * 2**20)


def _other_name(path: Path) -> None:
    _file(solved)(path.with_name("Untitled.ipynb"))


def one_slip(exercise: str, name: str, lang: str = "en") -> Callable[[Path], None]:
    return _file(lambda: solved(lang, **{exercise: wrong(exercise, name) + reason(exercise)}))


MEMBERS = [
    Member("ada", "everything right, in English", _file(solved)),
    Member(
        "김보라", "everything right, in Korean and in another style", _file(lambda: other_styles("ko", 0))
    ),
    Member("chen", "everything right, in a third style", _file(lambda: other_styles("en", 1))),
    Member("dana", "handed in untouched", _file(notebook), everything="unanswered"),
    Member("eun", "the first five exercises, in Korean", _file(half_done), REST),
    Member(
        "fay",
        "softmax overflows",
        one_slip("softmax", "no_max_subtraction"),
        {"softmax": ("partial", "no_max_subtraction")},
    ),
    Member(
        "gil",
        "variance with n - 1",
        one_slip("layer_norm", "divided_by_n_minus_1"),
        {"layer_norm": ("partial", "divided_by_n_minus_1")},
    ),
    Member(
        "hana",
        "the second residual adds the block's input",
        one_slip("transformer_block", "second_residual_adds_input", "ko"),
        {"transformer_block": ("failed", "second_residual_adds_input")},
    ),
    Member(
        "ivan",
        "one block six times",
        one_slip("six_blocks", "first_block_six_times"),
        {"six_blocks": ("partial", "first_block_six_times")},
    ),
    Member(
        "jun",
        "scores are not scaled",
        one_slip("self_attention", "attention_not_scaled"),
        {"self_attention": ("partial", "attention_not_scaled")},
    ),
    Member(
        "lee min-ho",
        "a slip in the quiz; a name with a space",
        _file(quiz_slips),
        {"which_family": ("partial", "translate=B")},
    ),
    Member(
        "mia",
        "a syntax error in feed_forward",
        _file(syntax_error),
        {"feed_forward": ("error", None)},
    ),
    Member(
        "noa",
        "an endless loop in feed_forward",
        _file(endless),
        {"feed_forward": ("timeout", None)},
    ),
    Member(
        "oli",
        "deleted the check cell of a wrong exercise",
        _file(deleted_check),
        {"layer_norm": ("partial", "gamma_beta_forgotten")},
    ),
    Member(
        "pia",
        "copied one check cell and emptied another",
        _file(duplicated_check),
        {"feed_forward": ("partial", "b1_after_relu")},
    ),
    Member(
        "quinn",
        "half of a JSON file",
        _file(lambda: b'{"cells": [{"cell_type": "co'),
        everything="unreadable",
    ),
    Member("rex", "hostile: steals, patches, reaches out", _file(hostile), STOLEN),
    Member("sly", "HTML with a script in the written answer", _file(lambda: solved(why_residuals=LIVE))),
    Member("tom", "an old notebook format", _file(old_format)),
    Member("uma", "everything right, under another file name", _other_name),
    Member("vic", "a link to a file of the system", _link, everything="unreadable"),
    Member("wes", "a folder in place of the notebook", lambda path: path.mkdir(), everything="unreadable"),
    Member("xin", "50 MB", _large, everything="unreadable"),
    Member("yun", "layer_norm ends the whole program", _file(quits), {"layer_norm": ("crashed", None)}),
    Member("zoe", "metadata dropped by another program", _file(metadata_gone)),
]


OURS = '"""The course\'s own settings."""\n\n'  # how the settings begin that this program writes


def write_class(folder: Path) -> list[Path]:
    """Put every submission under `folder`/submitted and let the folder use the course's nbgrader settings.

    Settings that are there already, the course's own among them, stay as they are.
    """
    written = []
    for member in MEMBERS:
        path = folder / "submitted" / member.student / DAY.id / f"{DAY.name}.ipynb"
        if path.parent.exists():
            shutil.rmtree(path.parent)
        path.parent.mkdir(parents=True)
        member.put(path)
        written.append(path)
    settings = folder / "nbgrader_config.py"
    if not settings.exists() or settings.read_text("utf-8", "replace").startswith(OURS):
        settings.write_text(f'{OURS}load_subconfig("nbgrader_config.py", path={str(ROOT)!r})\n', "utf-8")
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder to write the sample class to: python data/sample_class.py FOLDER")
    count = len(write_class(Path(sys.argv[1])))
    sys.stdout.write(f"{count} submissions in {sys.argv[1]}/submitted\n")
