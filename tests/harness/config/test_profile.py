"""Profiles: what is read and filled in, and what cannot be used, told with its line before anything is started."""

import re
import tomllib
from pathlib import Path

import pytest

from harness.checkouts import Facts, features, loading
from harness.config import checkout, profile
from harness.config.profile import InContainer, ProfileError, parse
from harness.config.profile_tables import SECTIONS, Head

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

[adapter]
file = "my_shop.py"
class = "MyShop"

[facts]
shopper_key = "customer"
stock = "taken"
currencies = ["eur"]
"""
START = '[start]\ncommand = ["x"]\n'


def test_the_reference_shop_is_one_adapter_and_offers_everything_but_calling_off_and_saved_cards() -> None:
    found = loading.load(profile.load().adapter)
    assert set(features.not_offered(loading.features_of(found))) == {"cancel", "save_card", "charge_saved"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "x\n', ":1: expected valid TOML"),
        ("", ":1: expected [start] with `command`"),
        ('[strat]\ncommand = ["x"]\n', ":1: expected name, [start]"),
        (START + "comand = 1\n", ":3: expected command or directory in [start], got `comand`"),
        ('[start]\ncommand = "python -m x"\n', ":2: expected a list of words for `command`"),
        ("[start]\ncommand = []\n", ":2: expected a list of words"),
        ('[start]\ncommand = [""]\n', ":2: expected a list of words"),
        ('[start]\ncommand = ["a\\u0000b"]\n', ":2: expected a list of words"),
        (START + 'directory = "nowhere"\n', ":3: expected a folder for `directory`"),
        (START + "[health]\nseconds = -3\n", ":4: expected a number of seconds, more than 0"),
        (START + "[health]\nseconds = nan\n", ":4: expected a number of seconds"),
        (START + "[health]\nseconds = true\n", ":4: expected a number of seconds"),
        (START + '[health]\npath = "health"\n', ":4: expected a path that starts with /"),
        (START + '[webhook]\npath = "hook"\n', ":4: expected a path that starts with /"),
        (START + "[env]\nA = 1\n", ":4: expected text for `A`"),
        (START + "[container]\nport = 8000\n", ":3: expected [container] with `image` and `port`, got no image"),
        (START + '[container]\nimage = "x"\nport = 0\n', ":5: expected a port, 1 to 65535 for `port`"),
        (START + "[container]\nimage = 1\n", ":4: expected text for `image`"),
        (START + '[container]\nimage = "x"\nports = 1\n', ":5: expected image or port or command in [container]"),
        (START + '[env]\n"A=B" = "1"\n', "expected the name of a variable, got 'A=B'"),
        (START + '[adapter]\nclass = "MyShop"\n', ":3: expected [adapter] with `file`"),
        (START + '[adapter]\nfile = "nowhere.py"\n', ":4: expected a Python file for `file`"),
        (START + '[facts]\nstock = "hold"\n', ":4: expected 'held' or 'taken'"),
        (START + '[stripe]\nredirect = "ruby"\n', ":4: expected 'python' or 'node'"),
        (START + '[env]\nA = "{STRIPE_KEY}"\n', ":4: expected a known name in `A`, got {STRIPE_KEY}"),
        (START + "[short_timeout]\nenv = {}\n", ":4: expected a table of variables"),
        (START + '[short_timeout]\nenv = { A = "{PORTS}" }\n', "expected a known name in `A`, got {PORTS}"),
        (START + "[facts]\nanswers_within_seconds = 0\n", ":4: expected a number of seconds"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError) as caught:
        profile.load(path)
    assert f"my.toml{message}" in str(caught.value) or message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[strat]\ncommand = ["x"]\n', "did you mean [start]?"),
        (START + "[offers]\nfeatures = []\n", "compare with reference.toml, which documents every key"),
        (START + 'directry = "x"\n', "did you mean `directory`?"),
        (START + "[health]\nsecond = 3\n", "did you mean `seconds`?"),
        (START + "[webhook]\nnonsense = 3\n", "compare with reference.toml, which documents every key"),
        (START + "[health]\nseconds = -3\n", "compare with reference.toml, which documents every key"),
    ],
)
def test_a_mistake_has_a_hint(text: str, hint: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse(text)
    assert str(caught.value).endswith(f". Hint: {hint}")


def test_the_reference_profile_documents_every_key(tmp_path: Path) -> None:
    """As the hint says: those that it does not use stand in comments, as they would be written."""
    text = re.sub(r"^# (\w+ = |\[\w+\]$)", r"\1", profile.DEFAULT.read_text("utf-8"), flags=re.MULTILINE)
    documented = tomllib.loads(text)
    assert set(documented) == {*Head.model_fields, *SECTIONS}
    for section, model in SECTIONS.items():
        if section != "env":
            assert set(documented[section]) == {one.alias or name for name, one in model.model_fields.items()}, section
    (tmp_path / "my_shop.py").touch()
    assert parse(text, str(profile.DEFAULT), tmp_path).container is not None


@pytest.mark.parametrize("content", [b"\xff\xfe[start]", None])
def test_what_is_no_text_file_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "my.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ProfileError, match="expected a TOML file"):
        profile.load(path)


def test_a_profile_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "my_shop.py").touch()
    mine = parse(GOOD, "mine.toml", tmp_path)
    assert (mine.name, mine.webhook_path, mine.webhook_events) == ("mine", "/hooks", ("payment_intent.succeeded",))
    assert (mine.adapter, mine.directory) == (f"{tmp_path / 'my_shop.py'}:MyShop", tmp_path / "shop")
    assert mine.facts == Facts(shopper_key="customer", stock="taken", currencies=("eur",))
    known = checkout.places(81, "/tmp/of-the-run")
    assert mine.start_command(known)[1:] == ["shop.py", "81"]
    assert mine.environment({"STRIPE_API_KEY": "sk_test_1"}) == {"MY_KEY": "key=sk_test_1"}


def test_a_container_is_read() -> None:
    mine = parse('[start]\ncommand = ["shop"]\n[container]\nimage = "mine:1"\nport = 81\ncommand = ["-p", "{port}"]')
    assert mine.container == InContainer("mine:1", 81, ("-p", "{port}"))


def test_a_short_time_out_joins_the_environment_and_the_facts() -> None:
    text = '[start]\ncommand = ["shop"]\n[env]\nA = "1"\nWAIT = "80"\n[short_timeout]\nenv = { WAIT = "1" }\n'
    usual = parse(text)
    impatient = usual.impatient()
    assert impatient is not None
    assert (usual.env, usual.facts.answers_within_seconds) == ({"A": "1", "WAIT": "80"}, 30.0)
    assert (impatient.env, impatient.facts.answers_within_seconds) == ({"A": "1", "WAIT": "1"}, 5.0)
    assert parse('[start]\ncommand = ["shop"]').impatient() is None


def test_what_is_left_out_has_the_documented_default() -> None:
    mine = parse('[start]\ncommand = ["shop"]')
    assert (mine.health_path, mine.webhook_path, mine.webhook_events) == ("/health", "/api/webhooks/stripe", ("*",))
    assert mine.container is None
    assert (mine.adapter, mine.facts, mine.redirect) == (loading.REFERENCE, Facts(), "")
