"""One seed walks one way, finds what is wrong, and tells it in the fewest steps, in bounded time."""

from __future__ import annotations

import pytest

from harness.core.failure import Failure
from harness.model import walks
from harness.model.kit.world import Setting
from harness.model.story import scenario
from harness.model.told import Told
from harness.model.walks import Walked, run_errands, shortest, walk
from tests.harness.model.small_shop import SmallShop

BUGS = {"first line only": 9, "believes the browser": 4, "gives too much": 7}


def walked(bug: str = "", seed: int = 3, number: int = 12, made: list[SmallShop] | None = None) -> Walked:
    return walk(opens(bug, made), (), seed, walks=number, steps=15)


def opens(bug: str, made: list[SmallShop] | None = None) -> walks.Begins:
    def begins(setting: Setting) -> Told:
        shop = SmallShop(bug)
        if made is not None:
            made.append(shop)
        return Told(shop, None, setting)  # type: ignore[arg-type]

    return begins


@pytest.mark.parametrize("seed", range(6))
def test_a_shop_without_a_bug_is_not_accused(seed: int) -> None:
    made: list[SmallShop] = []
    found = walked(seed=seed, made=made)
    assert found.failed is None, f"{found.failed.lines}\n{found.failed.failures[0]}"
    assert found.walks == 12
    assert all(shop.closed for shop in made)


@pytest.mark.parametrize("seed", range(3))
def test_a_shop_with_a_catalogue_has_two_products(seed: int) -> None:
    made: list[SmallShop] = []

    def begins(setting: Setting) -> Told:
        made.append(SmallShop(catalogue=True))
        return Told(made[-1], None, setting)  # type: ignore[arg-type]

    found = walk(begins, (), seed, walks=12, steps=15)
    assert found.failed is None, f"{found.failed.lines}\n{found.failed.failures[0]}"
    assert {id for shop in made for id in shop.products} == {"b1", "b2"}


def test_what_people_do_is_counted() -> None:
    counts = walked(number=40).counts
    for what in ("begun", "paid", "declined", "challenged", "told paid", "refunded by the shop", "refunded at Stripe"):
        assert counts[what] > 1, f"{what}: {dict(counts)}"


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_is_found_in_the_same_way_each_time(bug: str) -> None:
    found = [walked(bug, number=40).failed for _ in range(3)]
    assert len({tuple(one.lines) for one in found if one is not None}) == 1
    assert all(one is not None and one.failures for one in found)


@pytest.mark.parametrize(("bug", "most"), BUGS.items())
def test_the_story_is_short(bug: str, most: int) -> None:
    found = walked(bug, number=40).failed
    assert found is not None
    best, _ = shortest(opens(bug), found, 20)
    assert best.failures[0].code == found.failures[0].code
    assert len(best.steps) <= most, best.lines


@pytest.mark.parametrize("bug", BUGS)
def test_the_story_fails_without_the_model(bug: str) -> None:
    """Its text, run as a file of scenarios is: on a shop that has the bug it fails, on one that has not it passes."""
    found = walked(bug, number=40).failed
    assert found is not None
    best, _ = shortest(opens(bug), found, 20)
    text = scenario(best.lines, best.failures[0], "seed 3", rig=False)
    assert "harness.model" not in text
    names: dict[str, object] = {}
    exec(text, names)
    story = names["test_story_of_the_model"]
    assert callable(story)
    with pytest.raises(Failure) as raised:
        story(SmallShop(bug))
    assert raised.value.code == best.failures[0].code
    if bug != "gives too much":  # whose story expects what only this shop answers: that it refuses
        story(SmallShop())


def test_making_it_shorter_takes_no_longer_than_it_may() -> None:
    found = walked("gives too much", number=40).failed
    assert found is not None
    best, tries = shortest(opens("gives too much"), found, 0)
    assert tries == 1  # told again, to see that it fails again; then there is no time left
    assert len(best.steps) == len(found.steps)


def test_what_does_not_fail_again_is_told_as_it_was() -> None:
    found = walked("gives too much", number=40).failed
    assert found is not None
    best, tries = shortest(opens(""), found, 20)
    assert (best, tries) == (found, 1)


def test_what_chance_left_out_is_done_on_purpose() -> None:
    nothing = Walked()
    run_errands(opens(""), Setting(), nothing)
    assert nothing.failed is None
    assert nothing.counts["paid"] == nothing.counts["declined"] == 1
    assert nothing.walks == 2


def test_an_errand_that_finds_something_is_told() -> None:
    nothing = Walked()
    run_errands(opens("believes the browser"), Setting(), nothing)
    assert nothing.failed is not None


def test_a_judge_at_the_end_ends_the_walks() -> None:
    def begins(setting: Setting) -> Told:
        wrong = Failure("charged_twice", "Twice", let="a", then="b", however="c")
        return Told(SmallShop(found_at_the_end=[wrong]), None, setting)  # type: ignore[arg-type]

    found = walk(begins, (), 1, walks=5, steps=5)
    assert found.failed is not None
    assert found.failed.failures[0].code == "charged_twice"
    assert found.walks == 1
