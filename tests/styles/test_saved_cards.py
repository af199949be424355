"""A card that is saved by HTTP or in a browser, and charged off-session; and a gate that finds who does it wrongly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from harness import NotOffered, Refused, Shop, card
from tests.styles.conftest import HERE

ROOT = HERE.parents[1]
VISA, ALWAYS_ASKS, DECLINED_LATER = "4242424242424242", "4000002760003184", "4000000000000341"
saves_cards = pytest.mark.parametrize("shop", ["Saved"], indirect=True)
WITHOUT = pytest.mark.parametrize("shop", ["Hosted"], indirect=True)
SAVED = "ways/saved.py"
# What somebody might write (file, text, another text), and the story that tells.
DEFECTS: dict[str, tuple[tuple[tuple[str, str, str], ...], str]] = {
    "whose card it is, is not asked": (
        (
            (SAVED, "setup.customer != purchase.person.customer or setup.status", "setup.status"),
            (SAVED, '"off_session": True,', '"off_session": True, "customer": str(setup.customer),'),
            (SAVED, '{**new, **how, "customer": purchase.person.customer}', "{**new, **how}"),
        ),
        "test_somebody_elses_card",
    ),
    "a failed charge is told as paid": (
        (
            (
                "till.py",
                "            if intent is None:\n",
                "            if intent is None and purchase.made and purchase.order is None:\n"
                '                self.store.sell(purchase, purchase.told["id"])\n'
                "            if intent is None:\n",
            ),
        ),
        "test_the_bank_wants_to_see_her",
    ),
    "each try has a key of its own": (
        (
            ("web.py", "max_network_retries=2", "max_network_retries=0"),
            (
                SAVED,
                '"idempotency_key": f"{purchase.id}-off-session"',
                '"idempotency_key": __import__("uuid").uuid4().hex',
            ),
        ),
        "test_a_lost_answer_while_charging",
    ),
}


@saves_cards
def test_it_is_charged_later(shop: Shop) -> None:
    product, ada = shop.product(price=1250), shop.shopper()
    saved = ada.save_card(card(VISA))
    assert (saved.attempt.status, shop.money.received(saved.setup)) == ("succeeded", {})
    ada.add(product)
    payment = ada.charge_saved(saved)
    order = ada.settle(payment)
    assert order is not None
    assert (order.amount, shop.money.received(payment), shop.money.received(saved.setup)) == (
        1250,
        {"usd": 1250},
        {"usd": 1250},
    )
    assert shop.close_and_judge() == []


@saves_cards
def test_it_is_not_paid(shop: Shop) -> None:
    """Told with a way to the bank, or refused."""
    ada = shop.shopper()
    asks, declined = ada.save_card(card(ALWAYS_ASKS)), ada.save_card(card(DECLINED_LATER))
    ada.add(shop.product())
    payment = ada.charge_saved(asks)
    assert payment.client_secret.startswith(payment.id)
    assert ada.settle(payment) is None
    with pytest.raises(Refused):
        ada.charge_saved(declined)
    assert shop.money.received(asks.setup) == shop.money.received(declined.setup) == {}
    assert shop.close_and_judge() == []


@saves_cards
def test_it_is_saved_in_a_browser(shop: Shop, browser: Browser) -> None:
    """A declined one is told; the history holds nothing that is secret, and no payment is begun by it."""
    ada = shop.browser_shopper()
    refused = ada.save_card(card("4000000000000002"))
    assert (refused.attempt.declined, ada.message) == (True, "Your card was declined.")
    saved = ada.save_card(card(ALWAYS_ASKS))
    assert (saved.attempt.status, saved.setup.id[:5]) == ("succeeded", "seti_")
    assert ada.payments == []
    assert shop.close_and_judge() == []


@WITHOUT
def test_a_shop_that_saves_none(shop: Shop) -> None:
    with pytest.raises(NotOffered, match="save_card"):
        shop.shopper().save_card(card(VISA))


@pytest.mark.slow
@pytest.mark.parametrize("defect", [None, *DEFECTS])
def test_the_gate(defect: str | None, tmp_path: Path) -> None:
    """It finds nothing, or the defect."""
    profile = _copy(tmp_path, defect)
    words = [sys.executable, "-m", "harness.cli", "gate", "scenarios/saved_cards", "--stack=embedded", "-n", "1"]
    options = ["--no-html", "--profile", str(profile), "--reports", str(tmp_path / "reports")]
    done = subprocess.run([*words, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    verdict = json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))
    failed = {case["nodeid"].rpartition("::")[2] for case in verdict["cases"] if case["outcome"] == "failed"}
    if defect is None:
        assert failed == set(), done.stdout[-3000:]
        assert done.returncode == 0, done.stdout[-3000:]
    else:
        assert DEFECTS[defect][1] in failed, done.stdout[-3000:]
        assert done.returncode == 1


def _copy(folder: Path, defect: str | None) -> Path:
    """The shop with this defect, and its profile."""
    copy = folder / "tests" / "styles"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__", "test_*", "conftest.py"))
    (folder / "tests" / "__init__.py").touch()
    for name, before, after in DEFECTS[defect][0] if defect is not None else ():
        text = (copy / "shop" / name).read_text("utf-8")
        assert before in text
        (copy / "shop" / name).write_text(text.replace(before, after), "utf-8")
    profile = copy / "checkout-harness.toml"
    profile.write_text(profile.read_text("utf-8").replace('"PaymentElement"', '"Saved"'), "utf-8")
    return profile
