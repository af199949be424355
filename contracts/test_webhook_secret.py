"""A checkout that knows no webhook secret trusts nobody: its check fails closed, or it does not start at all."""

import json
from pathlib import Path

import pytest

from contracts.shared.labels import labelled, titled
from contracts.webhooks.own_checkout import profile_of
from contracts.webhooks.signing import forged_event
from contracts.webhooks.stories import claimed
from harness import UNKNOWN, Failure, NoSecondCheckout, Shop, Stack, StackFailure, Webhooks, another_checkout
from scenarios.steps import assert_nothing_sold, ready_to_pay

pytestmark = [pytest.mark.needs("payments")]

UNTRUSTED = {"unsigned": {"header": ""}, "signed with an empty secret": {"secret": ""}, "signed by Stripe": {}}


@labelled("What Stripe sends to the checkout", "Signatures that do not hold")
@pytest.mark.parametrize("secret", ["unset", "empty"])
def test_without_a_secret_nothing_is_trusted(
    shop: Shop, stack: Stack, pytestconfig: pytest.Config, tmp_path: Path, secret: str
) -> None:
    """No webhook is answered 2xx, whoever signed it, and nothing is sold."""
    titled(f"A checkout whose webhook secret is {secret} trusts no webhook")
    profile, value = profile_of(pytestconfig), None if secret == "unset" else ""
    buyer, payment = ready_to_pay(shop, shop.product())
    try:
        running = another_checkout(stack, profile, log=tmp_path / "checkout.log", STRIPE_WEBHOOK_SECRET=value)
    except StackFailure as failure:
        require_second_checkout(stack, pytestconfig, tmp_path, failure)
        return  # it does not start without a secret, and does with one: as closed as can be
    with running as second:
        webhooks = Webhooks(second, shop.stripe, shop.history)
        for how, signed in UNTRUSTED.items():
            for type in claimed(shop):
                answer = webhooks.post(json.dumps(forged_event(type, shop.money.way(payment)), indent=2), **signed)
                if answer.status < 400:
                    raise Failure(
                        "webhook_open_without_secret",
                        "Without a webhook secret the checkout accepts unsigned events",
                        let=f"STRIPE_WEBHOOK_SECRET be {secret}, and an event of {type} arrive {how}",
                        then="it is refused",
                        however=f"it was answered {answer.status}",
                        exchange=answer,
                    )
        webhooks.close()
    assert_nothing_sold(shop, buyer, payment)


def require_second_checkout(stack: Stack, config: pytest.Config, folder: Path, failure: StackFailure) -> None:
    """Skip where there can be none; unknown when one that has the secret does not start either."""
    if isinstance(failure, NoSecondCheckout):
        pytest.skip(f"no second checkout: {failure.got}")
    try:
        another_checkout(stack, profile_of(config), log=folder / "with-secret.log").close()
    except StackFailure as again:
        raise Failure(UNKNOWN, "No second checkout could be started", however=again.got) from again
