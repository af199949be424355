"""The emulator in a container of its own: paid through with the real SDK, and kept in a volume."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import stripe

from tests.localstack.conftest import Image
from tests.localstack.engine import HEALTH, Container, docker, running

PORT = 4567


@pytest.fixture
def volume() -> Iterator[str]:
    """The name of an empty volume, gone afterwards."""
    name = f"checkout-harness-{uuid.uuid4().hex[:12]}"
    docker("volume", "create", "--label", "checkout-harness", name)
    yield name
    docker("volume", "rm", name)


def client(container: Container) -> stripe.StripeClient:
    """The SDK, pointed at the container as the README says."""
    return stripe.StripeClient("sk_test_me", base_addresses={"api": container.url}, max_network_retries=0)


def test_it_is_paid_with_the_sdk(image: Image) -> None:
    """By API, and on the hosted page's address, which is the one that the client asked."""
    with running(image("emulator"), PORT) as container:
        container.wait(HEALTH)
        api = client(container)
        paid = api.v1.payment_intents.create({
            "amount": 2000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        })  # fmt: skip
        assert paid.status == "succeeded"
        item = {"price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Tea"}}, "quantity": 1}
        session = api.v1.checkout.sessions.create(
            {"mode": "payment", "success_url": "https://shop.example", "line_items": [item]}
        )
        assert (session.url or "").startswith(f"{container.url}/c/pay/")
        docker("stop", "--time", "10", container.id)
        assert container.state()["ExitCode"] in (0, 143), container.log()
        assert "Traceback" not in container.log()


def test_a_volume_keeps_what_it_remembers(image: Image, volume: str) -> None:
    """With `--state`, over the end of a container."""
    for expected in (0, 1):
        mounted = ("--volume", f"{volume}:/var/lib/stripe-emulator")
        command = ("--state", "/var/lib/stripe-emulator/state.json")
        with running(image("emulator"), PORT, *mounted, command=command) as container:
            container.wait(HEALTH)
            api = client(container)
            assert len(api.v1.customers.list().data) == expected
            api.v1.customers.create({"name": "Ada"})
            docker("stop", "--time", "10", container.id)
            assert "Traceback" not in container.log()


def test_localstack_keeps_it_with_its_own_state(image: Image, volume: str) -> None:
    """With PERSISTENCE=1 in `/var/lib/localstack`; without it nothing is kept."""
    kept = ("--volume", f"{volume}:/var/lib/localstack")
    for persistence, expected in (("1", 0), ("1", 1), ("0", 0)):
        with running(image("localstack"), 4566, "--env", f"PERSISTENCE={persistence}", *kept) as container:
            container.wait(HEALTH)
            api = client(container)
            assert len(api.v1.customers.list().data) == expected
            api.v1.customers.create({"name": "Ada"})
            docker("stop", "--time", "10", container.id)
            assert container.state()["ExitCode"] == 0, container.log()
