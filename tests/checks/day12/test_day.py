"""The dates of Day 12's notebook."""

from __future__ import annotations

from solved import given


def test_every_character_of_every_date_has_an_id() -> None:
    namespace: dict[str, object] = {}
    (source,) = given("day12", "FORMATS = [")
    exec("import datetime, random, torch\n" + source, namespace)
    days, formats, known = (namespace[name] for name in ("days", "FORMATS", "id_of"))
    assert all(c in known for day in days[::5] for write in formats for c in write(day))  # type: ignore
    assert namespace["sino"](2021) == "이천이십일"  # type: ignore[operator]
    assert namespace["sino"](1910) == "천구백십"  # type: ignore[operator]
    sets = [set(namespace[name]) for name in ("watch_days", "test_days", "train_days")]  # type: ignore[call-overload]
    assert sum(map(len, sets)) == len(set.union(*sets)) == 36525
