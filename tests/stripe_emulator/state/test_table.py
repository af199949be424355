"""A table's quick ways are what looking through everything would say, whatever was added, changed and forgotten."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stripe_emulator.state.index import Index, field
from stripe_emulator.state.table import Computed, Table

TIMES = st.integers(0, 6)
VALUES = st.sampled_from([None, "a", "b", 1, {"id": "a"}, ["a"]])
BOUNDS = st.none() | TIMES | st.dictionaries(st.sampled_from(["gt", "gte", "lt", "lte"]), TIMES, min_size=1)
COMPARE = {
    "gt": lambda value, bound: value > bound, "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound, "lte": lambda value, bound: value <= bound,
}  # fmt: skip


def color(obj: dict[str, Any]) -> Any:
    return obj["metadata"].get("color")


class Plain:
    """The same as a table, by looking through a list."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def walk(self, equal: dict[str, Any], after: str | None, before: str | None, created: Any) -> list[str]:
        ids = [row["id"] for row in self.rows]
        rows = self.rows[ids.index(before) + 1 :] if before else self.rows[: ids.index(after)] if after else self.rows
        found = [
            row["id"]
            for row in rows
            if all(row.get(name) == value for name, value in equal.items()) and within(row["created"], created)
        ]
        return found if before else found[::-1]


def within(value: int, wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return value == wanted
    return all(COMPARE[name](value, bound) for name, bound in wanted.items())


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, Any]]:
    rising = draw(st.booleans())
    count = draw(st.integers(1, 12))
    times = draw(st.lists(TIMES, min_size=count, max_size=count))
    found: list[tuple[str, Any]] = []
    for time in sorted(times) if rising else times:
        found.append(("add", (time, draw(VALUES), draw(st.sampled_from(["red", "blue"])))))
        if draw(st.booleans()):
            found.append((draw(st.sampled_from(["change", "remove", "ask"])), draw(st.integers(0, 11))))
    return found


@given(steps(), VALUES, BOUNDS, st.sampled_from(["", "after", "before"]), st.integers(0, 11))
def test_a_walk_finds_what_looking_through_everything_finds(
    made: list[tuple[str, Any]], value: Any, created: Any, cursor: str, at: int
) -> None:
    table, plain = Table(), Plain()
    equal = {} if value is None else {"kind": value}
    for step, told in made:
        if step == "add":
            row = {"id": f"o{len(plain.rows)}x{told[0]}{len(table._rows)}", "created": told[0], "kind": told[1]}
            row["metadata"] = {"color": told[2]}
            table.add(row)
            plain.rows.append(row)
        elif step == "ask":  # makes the indexes, which are kept up from here on
            list(table.walk({"kind": "a"}))
            list(table.walk({}, computed=[Computed("search.color", color, "red")]))
        elif plain.rows:
            row = plain.rows[told % len(plain.rows)]
            if step == "remove":
                table.remove(row)
                plain.rows.remove(row)
            else:
                row["kind"], row["metadata"] = "b", {"color": "red"}
                table.refile(row)
    if not plain.rows:
        return
    id = plain.rows[at % len(plain.rows)]["id"]
    after, before = (id if cursor == "after" else None), (id if cursor == "before" else None)
    if isinstance(value, dict | list):
        equal = {}
    found = [
        row["id"]
        for row in table.walk(equal, after=after, before=before, created=created)
        if within(row["created"], created)
    ]
    assert found == plain.walk(equal, after, before, created)
    red = [
        row["id"] for row in table.walk({}, computed=[Computed("search.color", color, "red")]) if color(row) == "red"
    ]
    assert red == [row["id"] for row in plain.rows[::-1] if color(row) == "red"]
    others = [row["id"] for row in table.walk({}, without={"kind": "a"})]
    assert others == [
        row["id"] for row in plain.rows[::-1] if field("kind")(row) != "a" and isinstance(row["kind"], str | int)
    ]


def test_a_list_by_time_looks_at_nothing_else() -> None:
    table = Table()
    for number in range(1000):
        table.add({"id": f"o{number}", "created": number})
    looked_at = list(table.walk({}, created={"gte": 990}))
    assert [row["created"] for row in looked_at] == list(range(999, 989, -1))


def test_a_time_that_falls_is_looked_for_everywhere() -> None:
    table = Table()
    for number, created in enumerate((5, 1, 9)):
        table.add({"id": f"o{number}", "created": created})
    assert len(list(table.walk({}, created={"gte": 5}))) == 3, "expected the table not to narrow what is not in order"


def test_an_index_holds_what_is_true_and_nothing_older() -> None:
    index = Index(field("status"))
    for status in ("open", "paid", "open", None):
        index.file({"status": status}, 7)
    assert (index.of("open"), index.of("paid"), index.without("void")) == ([], [], [])


def test_clients_cannot_make_indexes_without_end() -> None:
    table = Table()
    table.add({"id": "o", "created": 1, "metadata": {}})
    for number in range(100):
        list(table.walk({}, computed=[Computed(f"search.metadata.{number}", color, "red")]))
    assert len(table._indexes) <= 16


def test_what_must_be_other_is_so_where_another_field_narrows_more() -> None:
    table = Table()
    for number, (kind, pending) in enumerate((("a", 0), ("b", 1), ("b", 2), ("c", 1), ("c", 0))):
        table.add({"id": f"o{number}", "created": number, "kind": kind, "pending": pending})
    found = [[row["id"] for row in table.walk({"kind": kind}, without={"pending": 0})] for kind in "abc"]
    assert found == [[], ["o2", "o1"], ["o3"]], "expected undelivered ones only, whichever index is the shortest"
