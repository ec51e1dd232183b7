"""Do the blocks of a stack, fresh from the constructor, hold numbers of their own?"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from grader.judge.compare import as_array, is_array
from grader.text import Text

COPIED = Text(
    "Fresh from the constructor, two blocks hold the very same numbers. Was every block drawn anew, or is one a "
    "copy of another?",
    "갓 만든 블록 두 개에 똑같은 숫자가 들어 있어요. 블록마다 새로 뽑았나요, 하나가 다른 하나의 복사본인가요?",
)


def starts_alike(state: Any) -> dict[str, bool]:
    """For each matrix that the blocks of this state_dict have: do two blocks start with the same numbers?"""
    found: dict[str, list[Any]] = {}
    for name, value in state.items() if isinstance(state, dict) else ():
        place = re.fullmatch(r"\D*?\d+\.(.+)", str(name))
        if place and is_array(value) and len(value.shape) == 2:
            found.setdefault(place[1], []).append(as_array(value))
    return {
        rest: any(np.array_equal(one, other) for i, one in enumerate(ones) for other in ones[:i])
        for rest, ones in found.items()
    }
