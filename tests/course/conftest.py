"""A course with one small day that holds every kind of exercise."""

from pathlib import Path

import pytest

DAY = r'''# %% [markdown] day=4 title="A small day"
r"""
Welcome: $\nabla$ and `code`.

![Two boxes and an arrow](figures/boxes.svg)
"""

# %% [markdown] lang="ko" title="작은 하루"
r"""
안녕하세요: $\nabla$, `code`.

![상자 두 개와 화살표](figures/boxes.svg)
"""

# %%
import numpy as np

# cat the heads: a comment, not a shell command


# %% [markdown]
r"""
## Double it
"""

# %% [markdown] lang="ko"
r"""
## 두 배로
"""


# %% exercise="double" minutes=5 difficulty=1
def double(x):
    """Twice x, shape (...)."""
    ### BEGIN SOLUTION
    return x * 2  # the secret
    ### END SOLUTION


# %% check="double" points=3
assert double(2) == 4, "Is double(2) twice 2?"

# %% [markdown] hint="double"
r"""
Add **something**:

```python
y = 1
```
"""

# %% [markdown] hint="double" lang="ko"
r"""
무언가를 **더해** 보세요.
"""

# %% [markdown] hint="double"
r"""Second."""

# %% [markdown] hint="double" lang="ko"
r"""둘째."""

# %% [markdown] hint="double"
r"""Third."""

# %% [markdown] hint="double" lang="ko"
r"""셋째."""


# %% exercise="scores" kind="bug" bug="all_axes" minutes=10 difficulty=3
def scores(query, key):
    """Scores, shape (..., T_q, T_k)."""
    ### BEGIN SOLUTION
    return query @ np.swapaxes(key, -1, -2)
    ### END SOLUTION
    ### BEGIN BUG
    # turned = key.T
    #
    # return query @ turned
    ### END BUG


# A: one thing.  B: another.
### BEGIN SOLUTION
scores_reason = "B"  # because of the axes
### END SOLUTION

# %% check="scores" points=2
assert scores(np.ones((2, 1, 3)), np.ones((2, 4, 3))).shape == (2, 1, 4), "Which axes does .T turn?"

# %% [markdown] hint="scores"
r"""One."""

# %% [markdown] hint="scores" lang="ko"
r"""하나."""

# %% [markdown] hint="scores"
r"""Two."""

# %% [markdown] hint="scores" lang="ko"
r"""둘."""

# %% [markdown] hint="scores"
r"""Three."""

# %% [markdown] hint="scores" lang="ko"
r"""셋."""

# %% exercise="family" kind="quiz" minutes=4 difficulty=2
### BEGIN SOLUTION
family = {
    # Reads both ways: 양방향
    "label_reviews": "A",  # which one?
    "한국어": ("B", "C"),
}
### END SOLUTION

# %% check="family" points=2.5
assert set(family) == {"label_reviews", "한국어"}, "Are all questions there?"

# %%
given = double(3)
print(given)

# %% [markdown] exercise="why" kind="explain" points=4 minutes=12 difficulty=2
r"""
Why residuals?

### BEGIN SOLUTION
Because of the gradient, the secret.
### END SOLUTION
"""

# %% [markdown] exercise="why" lang="ko"
r"""
잔차 연결은 왜 필요한가요?

### BEGIN SOLUTION
기울기 때문이에요, 비밀.
### END SOLUTION
"""

# %% [markdown] rubric="why"
r"""
2 points: the rubric's gradient.
"""

# %% [markdown] rubric="why" lang="ko"
r"""
2점: 채점 기준.
"""


# %% exercise="spread" kind="experiment" minutes=20 difficulty=5
def spread(x):
    """The spread."""
    ### BEGIN SOLUTION
    if x.any():
        return float(x.std())

    return 0.0
    ### END SOLUTION


### BEGIN SOLUTION
measured = spread(np.arange(3.0))
### END SOLUTION

# %% check="spread" points=1
assert spread(np.zeros(3)) == 0, "What is the spread of zeros?"

# %% [markdown] hint="spread"
r"""One."""

# %% [markdown] hint="spread" lang="ko"
r"""하나."""

# %% [markdown] hint="spread"
r"""Two."""

# %% [markdown] hint="spread" lang="ko"
r"""둘."""

# %% [markdown] hint="spread"
r"""Three."""

# %% [markdown] hint="spread" lang="ko"
r"""셋."""
'''

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The root of a course with the small day as Day 4."""
    (tmp_path / "solutions" / "figures").mkdir(parents=True)
    (tmp_path / "solutions" / "day04_small.py").write_text(DAY, encoding="utf-8")
    (tmp_path / "solutions" / "figures" / "boxes.svg").write_text(SVG, encoding="utf-8")
    return tmp_path
