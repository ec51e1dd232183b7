"""A new day: its source, its checks and a test, with one exercise of each kind, from the templates in new_day/."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from grader.course.load import day_id
from grader.text import Text

TEMPLATES = Path(__file__).parent / "new_day"


class DayExistsError(Exception):
    """There is such a day already; str() says where."""


def new_day(number: int, title: Text, root: Path) -> list[Path]:
    """Write the files of a day that is not there yet, and say which; nothing is ever overwritten.

    Raises ValueError for a number that is none of a day, or a title without letters; DayExistsError.
    """
    day = day_id(number)
    name = "_".join(re.findall(r"[a-z0-9]+", title.en.lower()))
    if not name:
        raise ValueError(f"{title.en!r} has no letters to name a file by")
    checks, tests = root / "grader" / "checks" / day, root / "tests" / "checks" / day
    for there in [*(root / "solutions").glob(f"{day}_*.py"), checks, tests]:
        if there.exists():
            raise DayExistsError(f"{there.relative_to(root)} is there already")
    places = {
        "source.py": root / "solutions" / f"{day}_{name}.py",
        "test_double.py": tests / "test_double.py",
    }
    written = []
    for template in sorted(TEMPLATES.glob("*.template")):
        place = places.get(template.stem, checks / template.stem)
        text = Template(template.read_text("utf-8")).substitute(
            number=number, day=day, title=title.en, title_ko=title.ko
        )
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        written.append(place)
    (tests / "__init__.py").touch()
    return written
