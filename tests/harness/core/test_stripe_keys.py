"""Only keys of test mode and sandboxes are used, wherever a key comes in; no other is shown or sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.config import profile
from harness.core import stripe_keys
from harness.stack import external
from harness.stack.base import stripe_backends
from harness.stack.base.environment import Keys
from harness.stack.base.failure import StackFailure
from tests.dual_mode.real import Refused, from_environment

REST = "51AbCdEf"
FORMS = {
    "bare": "{}",
    "leading blank": " {}",
    "trailing newline": "{}\n",
    "double quotes": '"{}"',
    "single quotes": "'{}'",
    "quotes and blanks": " ' \"{} \" '",
    "no-break blank": "\u00a0{}",
    "typographic quotes": "“{}”",
    "a mark before": "\ufeff{}",
    "zero width": "\u200b{}",
}
REFUSED = [
    *(f"{kind}_live_{REST}" for kind in ("sk", "rk", "pk")),
    f"sk_org_live_{REST}",
    f"sk_org_test_{REST}",
    f"sk_org_{REST}",
    f"SK_LIVE_{REST}",
    f"whsec_{REST}",
    f"pk_test_{REST}",
    "sk_test_",
    f"sk_test_{REST} sk_live_{REST}",
    f"xsk_test_{REST}",
    f"sk_test_{REST}é",
    f"sk-test-{REST}",
    REST,
]


def external_stack(key: str, monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    """The key that the external stack takes from the environment."""
    env = {"STRIPE_API_KEY": key, "STRIPE_PUBLISHABLE_KEY": "pk_test_a", "STRIPE_WEBHOOK_SECRET": "whsec_a"}
    for name in (*external.REQUIRED, *external.OPTIONAL):
        monkeypatch.setenv(name, env.get(name, "http://127.0.0.1:9"))
    monkeypatch.setattr(external, "_healthy", lambda _: None)
    return external.start(profile.load(), why="asked for").stack.secret_key


def dotenv_file(key: str, monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    """The key that the external stack takes from `.env`."""
    external_stack("sk_test_a", monkeypatch, file)
    monkeypatch.delenv("STRIPE_API_KEY")
    monkeypatch.setattr(external, "DOTENV", file)
    file.write_text(
        f"STRIPE_API_KEY='{key}'\n" if "'" not in key and "\n" not in key else f"STRIPE_API_KEY={key}", "utf-8"
    )
    return external.start(profile.load(), why="asked for").stack.secret_key


def live_test(key: str, monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    """The key that `--stripe=live-test` takes."""
    return stripe_backends.with_account(
        Keys.from_seed(1), {stripe_backends.SECRET: key, stripe_backends.PUBLISHABLE: "pk_test_a"}
    )[0].secret


def dual_mode(key: str, monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    """The key that `make drift` takes."""
    real = from_environment({"STRIPE_TEST_KEY": key})
    assert real is not None
    return real.secret_key


Way = Callable[[str, pytest.MonkeyPatch, Path], str]
WAYS = pytest.mark.parametrize("way", [external_stack, dotenv_file, live_test, dual_mode])


@WAYS
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("prefix", ["sk_test_", "rk_test_"])
def test_a_test_key_is_taken_without_what_is_around_it(
    way: Way, prefix: str, form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert way(form.format(prefix + REST), monkeypatch, tmp_path / ".env") == prefix + REST


@WAYS
@pytest.mark.parametrize(
    ("key", "form"), [*((key, "{}") for key in REFUSED), *((REFUSED[0], form) for form in FORMS.values())]
)
def test_any_other_key_is_refused_and_not_shown(
    way: Way, key: str, form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises((StackFailure, Refused)) as caught:
        way(form.format(key), monkeypatch, tmp_path / ".env")
    assert REST not in str(caught.value)


@pytest.mark.parametrize("name", ["STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "ADMIN_PASSWORD", "OTHER"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_live_key_in_any_variable_is_refused(name: str, form: str) -> None:
    """As `make compose-up` asks: of the whole environment."""
    with pytest.raises(StackFailure, match=f"a live key in {name}"):
        external.refuse_live_keys({"STRIPE_API_KEY": "sk_test_a", name: form.format(f"sk_org_live_{REST}")})


@pytest.mark.parametrize("key", ["sk_test_", "whsec_a", f"pk_test_{REST}"])
def test_what_compose_is_given_as_a_key_is_one(key: str) -> None:
    with pytest.raises(StackFailure, match="STRIPE_API_KEY"):
        external.refuse_live_keys({"STRIPE_API_KEY": key})
    external.refuse_live_keys({"STRIPE_API_KEY": "", "PATH": "/desk_live/task_org/pk_lively"})


@pytest.mark.parametrize(
    "base",
    ["http://localhost:80@evil.example", "http://127.0.0.1@evil.example", "http://localhost.evil.example", "localhost"],
)
def test_keys_are_sent_to_no_host_that_only_looks_like_this_machine(base: str) -> None:
    keys = {stripe_backends.SECRET: "sk_test_a", stripe_backends.PUBLISHABLE: "pk_test_a", stripe_backends.BASE: base}
    with pytest.raises(StackFailure, match="loopback"):
        stripe_backends.with_account(Keys.from_seed(1), keys)
    with pytest.raises(Refused, match="loopback"):
        from_environment(keys)


@pytest.mark.parametrize(
    "text",
    [
        '[start]\ncommand = ["x"]\n[env]\nKEY = " sk_live_51AbCdEf"',
        '[start]\ncommand = ["x"]\n[env]\nKEY = ["sk_live_51AbCdEf"]',
        '[start]\ncommand = ["x"]\n[env]\n"sk_live_51AbCdEf=" = "x"',
        '[start]\ncommand = ["x", "--key=sk_org_live_51AbCdEf"]',
    ],
)
def test_a_profile_holds_no_live_key(text: str) -> None:
    with pytest.raises(profile.ProfileError, match="a live key") as caught:
        profile.parse(text)
    assert REST not in str(caught.value)


def test_an_account_may_be_called_live() -> None:
    assert stripe_keys.refusal("sk_test_live_org_1", stripe_keys.SECRET) == ""
