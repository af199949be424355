"""Profiles: what is wrong is told with file, line, what was expected, what came, and what to try."""

from pathlib import Path

import pytest

from harness import profile
from harness.profile import ProfileError, parse

GOOD = """\
name = "mine"

[start]
command = ["{python}", "shop.py", "{port}"]
directory = "shop"

[webhook]
path = "/hooks"
events = ["payment_intent.succeeded"]

[env]
MY_KEY = "key={STRIPE_API_KEY}"

[offers]
features = ["refunds"]
"""


def test_a_profile_is_read_whole() -> None:
    mine = parse(GOOD, "mine.toml", Path("/somewhere"))
    assert (mine.name, mine.webhook_path, mine.webhook_events) == ("mine", "/hooks", ("payment_intent.succeeded",))
    assert (mine.offers, mine.directory) == (("refunds",), Path("/somewhere/shop"))
    assert mine.start_command(81)[1:] == ["shop.py", "81"]
    assert mine.environment({"STRIPE_API_KEY": "sk_test_1"}) == {"MY_KEY": "key=sk_test_1"}


def test_what_is_left_out_has_the_documented_default() -> None:
    mine = parse('[start]\ncommand = ["shop"]')
    assert (mine.health_path, mine.webhook_path, mine.webhook_events) == ("/health", "/api/webhooks/stripe", ("*",))


def test_the_reference_profile_can_be_used() -> None:
    assert profile.load().name == "reference"


MISTAKES = {
    "no_start": ('name = "x"', 1, "[start] with `command`"),
    "no_command": ('name = "x"\n[start]\ndirectory = "d"', 2, "[start] with `command`"),
    "bad_toml": ('[start]\ncommand = = "shop"\n', 2, "valid TOML"),
    "unknown_section": ('[start]\ncommand = ["shop"]\n[helth]\npath = "/h"', 3, "came [helth]"),
    "unknown_key": ('[start]\ncommand = ["shop"]\n[health]\nurl = "/h"', 4, "came `url`"),
    "wrong_type": ('[start]\ncommand = "shop"', 2, "a list of words for `command`"),
    "truth_as_number": ('[start]\ncommand = ["shop"]\n[health]\nseconds = true', 4, "a number for `seconds`"),
    "no_words": ('[start]\ncommand = ["shop"]\n[webhook]\nevents = []', 4, "a list of words for `events`"),
    "env_not_text": ('[start]\ncommand = ["shop"]\n[env]\nPORT = 1', 4, "text for `PORT`"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(mistake: str) -> None:
    text, line, words = MISTAKES[mistake]
    with pytest.raises(ProfileError) as caught:
        parse(text, "mine.toml")
    told = str(caught.value)
    assert told.startswith(f"mine.toml:{line}: expected "), told
    assert words in told, told
    assert "Try: " in told, told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"nowhere\.toml:1: expected a TOML file, came no such file"):
        profile.load(tmp_path / "nowhere.toml")
