"""Which Stripe a stack has: test-mode keys only, stock in containers only, test mode proved on another Stripe."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from harness import stack
from harness.config import profile
from harness.stack.base import stripe_backends
from harness.stack.base.environment import Keys
from harness.stack.base.failure import StackFailure
from harness.stack.base.http_probe import get_json
from harness.stack.processes.process import Process

KEYS = {stripe_backends.SECRET: "sk_test_other", stripe_backends.PUBLISHABLE: "pk_test_other"}


@pytest.fixture
def other_stripe(tmp_path: Path) -> Iterator[str]:
    """A second emulator in Stripe's place."""
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0"]
    process = Process("another Stripe", command, log=tmp_path / "stripe.log")
    yield process.wait_for_line("ready ", 60)
    process.close()


def test_a_test_mode_account_is_taken() -> None:
    keys, base = stripe_backends.with_account(Keys.from_seed(1), KEYS)
    assert (keys.secret, keys.publishable, base) == ("sk_test_other", "pk_test_other", stripe_backends.STRIPE)
    assert "sk_test_other" not in repr(keys)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({stripe_backends.SECRET: ""}, "not set"),
        ({stripe_backends.PUBLISHABLE: ""}, "not set"),
        ({stripe_backends.SECRET: "sk_" + "live_x1"}, "a live key, which charges real cards"),
        ({stripe_backends.PUBLISHABLE: "pk_" + "live_x1"}, "a live key, which charges real cards"),
        ({stripe_backends.SECRET: "rk_" + "live_x1"}, "a live key, which charges real cards"),
        ({stripe_backends.SECRET: "pk_test_x1"}, "no such key"),
        ({stripe_backends.SECRET: "sk_test_"}, "no such key"),
        ({stripe_backends.BASE: "https://stripe.example"}, "https://stripe.example"),
        ({stripe_backends.BASE: "http://127.0.0.1.example"}, "127.0.0.1.example"),
    ],
)
def test_anything_else_is_refused_without_showing_it(changed: dict[str, str], message: str) -> None:
    with pytest.raises(StackFailure) as caught:
        stripe_backends.with_account(Keys.from_seed(1), {**KEYS, **changed})
    assert message in str(caught.value)
    assert "_x1" not in str(caught.value)


def test_a_backend_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(StackFailure, match="one of emulator, stock, live-test"):
        stack.start("embedded", profile.load(), seed=1, logs=tmp_path, stripe="paypal")


def test_the_stock_extension_needs_containers(tmp_path: Path) -> None:
    with pytest.raises(StackFailure, match=r"containers, for --stripe=stock[\s\S]*--stack=containers"):
        stack.start("embedded", profile.load(), seed=1, logs=tmp_path, stripe="stock")


def test_keep_needs_containers(tmp_path: Path) -> None:
    with pytest.raises(StackFailure, match=r"--keep[\s\S]*--stack=containers"):
        stack.start("embedded", profile.load(), seed=1, logs=tmp_path, keep=True)


def test_real_test_mode_is_asked_by_the_checkout(
    tmp_path: Path, other_stripe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proved on another emulator: the stack's own one is asked for nothing, no webhook is registered."""
    for name, value in {**KEYS, stripe_backends.BASE: other_stripe}.items():
        monkeypatch.setenv(name, value)
    with stack.start("embedded", profile.load(), seed=1, logs=tmp_path, stripe="live-test") as running:
        assert (running.stripe_url, running.secret_key) == (other_stripe, "sk_test_other")
        assert running.aws_url != other_stripe
        assert get_json(f"{running.checkout_url}/api/payments/config")["api_base"] == other_stripe
        client = stripe.StripeClient(running.secret_key, base_addresses={"api": other_stripe})
        assert client.v1.webhook_endpoints.list().data == []
        assert running.webhook_secret.startswith("whsec_")
        requests = get_json(f"{running.aws_url}/_localstack/stripe/requests")["data"]
    assert requests == []
