"""Tools that others built on Stripe, unchanged, as their users run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.clients import tools
from tests.clients.conftest import obtained
from tests.clients.driver import HERE, LOOPBACK_ONLY
from tests.stripe_emulator.billing.merchant import Merchant
from tests.stripe_emulator.client import JSON, Account
from tests.stripe_emulator.inside import stocked

FAMILIES = ("2024-09-30.acacia", "2025-03-31.basil", "2025-09-30.clover", "2026-03-25.dahlia", "2026-09-30.endive")
SCENARIOS = 5
# Every model of dj-stripe's whose resource is here and lists something of a stocked account.
MODELS = (
    "Account", "BalanceTransaction", "Charge", "Coupon", "Customer", "Dispute", "Event", "Invoice", "InvoiceItem",
    "LineItem", "PaymentIntent", "PaymentMethod", "Payout", "Price", "Product", "PromotionCode", "Refund", "Session",
    "SetupIntent", "ShippingRate", "Subscription", "SubscriptionItem", "SubscriptionSchedule", "TaxCode", "TaxRate",
    "WebhookEndpoint",
)  # fmt: skip
WITH_CUSTOMERS = ("BankAccount", "Card")
# dj-stripe refuses keys with fewer letters behind `sk_test_`.
SHORTEST_KEY = 24
BETTER_AUTH_STEPS = 13
OK = 200
SECONDS = 180


@pytest.mark.parametrize("version", FAMILIES)
def test_every_scenario_of_billing_e2e_passes(account: Account, tmp_path: Path, version: str) -> None:
    """Renewal, failed renewal, change of plan, cancellation and card problems, on test clocks."""
    packages = {"PYTHONPATH": str(obtained(lambda: tools.python_tool(tools.BILLING_E2E)))}
    merchant = Merchant(account)
    config = {"stripe": {"key": account.secret_key}, "vars": _prices(merchant)}
    (tmp_path / "billing-e2e.yml").write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    command = [sys.executable, str(HERE / "run_billing_e2e.py"), account.base, version]
    _run([*command, "init"], packages, tmp_path)
    told = _run([*command, "run"], packages, tmp_path)
    assert f"{SCENARIOS} scenario(s) passed" in told, told


def test_dj_stripe_syncs_every_model(account: Account) -> None:
    """All that `djstripe_sync_models` finds becomes rows, without one error."""
    packages = {"PYTHONPATH": str(obtained(lambda: tools.python_tool(tools.DJ_STRIPE)))}
    account = replace(account, name=f"{account.name}{'0' * SHORTEST_KEY}")
    ids = stocked(_Wire(account))
    command = [sys.executable, str(HERE / "run_dj_stripe.py"), account.base, account.secret_key, *MODELS]
    told = json.loads(_run(command, packages))
    assert told["errors"] == {}
    assert [model for model in (*MODELS, *WITH_CUSTOMERS) if not told["synced"][model]] == []
    assert told["synced"]["Price"] == len(ids["price"])
    assert told["synced"]["Charge"] == len({*ids["charge"]})


@pytest.mark.parametrize("version", ["2025-03-31.basil", "2026-08-26.dahlia"])
def test_plans_of_better_auth(account: Account, version: str) -> None:
    """Its Stripe plugin from signing up to the end of a subscription, with every webhook of that version taken."""
    node, folder = obtained(tools.better_auth)
    command = [node, str(HERE / "better_auth.mjs"), account.base, account.secret_key, version]
    told = json.loads(_run(command, {"SDK_FOLDER": str(folder)}))
    assert told["steps"] == dict.fromkeys(told["steps"], "ok")
    assert len(told["steps"]) == BETTER_AUTH_STEPS
    assert [webhook for webhook in told["webhooks"] if webhook[1] != OK] == []
    assert len(told["webhooks"]) > BETTER_AUTH_STEPS


class _Wire:
    """The account's requests as `stocked` sends them."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def call(self, method: str, path: str, params: Mapping[str, Any]) -> tuple[int, JSON]:
        response = self._account.call(method, path, params)
        return response.status_code, response.json()


def _prices(merchant: Merchant) -> dict[str, str]:
    return {"monthly_price": merchant.price(1000), "upgrade_price": merchant.price(3000)}


def _run(command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None) -> str:
    """What a command says that must end well."""
    ended = subprocess.run(
        command, env={**os.environ, **LOOPBACK_ONLY, **environment}, cwd=folder, capture_output=True,
        text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}"[-3000:]
    return ended.stdout
