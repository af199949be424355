"""Profiles that can be used: what is read, what is filled in, and what is the default."""

from pathlib import Path

from harness.profile import parse

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


def test_a_profile_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    mine = parse(GOOD, "mine.toml", tmp_path)
    assert (mine.name, mine.webhook_path, mine.webhook_events) == ("mine", "/hooks", ("payment_intent.succeeded",))
    assert (mine.offers, mine.directory) == (("refunds",), tmp_path / "shop")
    assert mine.start_command(81)[1:] == ["shop.py", "81"]
    assert mine.environment({"STRIPE_API_KEY": "sk_test_1"}) == {"MY_KEY": "key=sk_test_1"}


def test_what_is_left_out_has_the_documented_default() -> None:
    mine = parse('[start]\ncommand = ["shop"]')
    assert (mine.health_path, mine.webhook_path, mine.webhook_events) == ("/health", "/api/webhooks/stripe", ("*",))
