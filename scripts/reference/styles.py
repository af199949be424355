"""Which cases are asked of a shop in which way to pay, and how the money of each is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from harness.judging.invariants import all_invariants
from scripts.reference.checkouts import IN_A_BROWSER, reached, suite
from scripts.reference.markdown import table

HEAD = """# Which way to pay is asked what

What `begin` answers says how a payment is paid; nothing else has to be declared. The functions of `scenarios/` are
counted in their source: of them, one is left out where it is about something that this way does not have. A function
may be many cases (one a card), and each may need a [method](features.md) besides that your adapter leaves out.
"""
INVARIANTS = """## Invariants

Every one of them is judged after every case of every way, over what Stripe holds: one resolver leads from the id that
your shop tells (`pi_`, `cs_`, `seti_`, `ch_`, `in_`, `sub_`, or its own, found in Stripe's metadata or as
`client_reference_id`) to the PaymentIntents. What one of them sees depends on the [methods](features.md) alone:
"""
# What makes a case one of some ways only, by a function of the suite or a method of an adapter that it calls.
SESSION, SERVER, ELSEWHERE, SAVED = "a Checkout Session", "`confirm`", "a payment without the shop", "a saved card"
ABOUT = {"with_session": SESSION, "confirm": SERVER, "paid_elsewhere": ELSEWHERE, "charge_saved": SAVED}


@dataclass(frozen=True)
class Way:
    """A way to pay: its page, what `begin` answers, and what it does not have."""

    title: str
    page: str
    begin: str
    lacks: tuple[str, ...]
    browser: str


WAYS = (
    Way(
        "PaymentIntent in the page",
        "payment-intent",
        "`client_secret` (`pi_`)",
        (SESSION, SERVER, SAVED),
        "Payment Element, card Element, split Elements",
    ),
    Way(
        "deferred intent",
        "payment-intent",
        "the same, when somebody pays",
        (SESSION, SERVER, SAVED),
        "Payment Element with `mode` and `amount`",
    ),
    Way(
        "confirmed at the server",
        "at-server",
        "neither secret nor `url`",
        (SESSION, ELSEWHERE, SAVED),
        "`createPaymentMethod`, `handleNextAction`",
    ),
    Way("Checkout Session, Stripe's page", "hosted", "`url`", (SERVER, SAVED), "Stripe's page"),
    Way(
        "Checkout Session, embedded", "embedded", "`client_secret` (`cs_`)", (SERVER, SAVED), "Stripe's page in a frame"
    ),
    Way(
        "Checkout Session, elements",
        "embedded",
        "`client_secret` (`cs_`)",
        (SERVER, SAVED),
        "Payment Element with a session",
    ),
    Way("Payment Link", "payment-link", "`url` at buy.stripe.com", (SESSION, SERVER, SAVED), "Stripe's page"),
    Way("saved card", "saved-card", "beside one of these, `save_card`", (), "Payment Element with a SetupIntent"),
)


def page() -> str:
    """The table of the ways, and what holds for all of them."""
    about, rows = _about(), []
    for way in WAYS:
        if way.title == "saved card":
            asked, left = [name for name, found in about.items() if SAVED in found], "–"
        else:
            asked = [name for name, found in about.items() if not found & set(way.lacks)]
            counts = {lack: sum(lack in found for found in about.values()) for lack in way.lacks}
            left = ", ".join(f"{lack} ({count})" for lack, count in counts.items() if count)
        rows.append((f"[{way.title}](../styles/{way.page}.md)", way.begin, str(len(asked)), left, way.browser))
    head = ("way to pay", "`begin` answers", "scenario functions", "left out: what is about", "typed in a browser into")
    invariants = "\n".join(f"- {one.sentence}" for one in all_invariants())
    return "\n\n".join([HEAD, table(head, rows), INVARIANTS, invariants])


def _about() -> dict[str, set[str]]:
    """What each case without a browser is about, of the things that only some ways have."""
    files, direct = suite()
    found: dict[str, set[str]] = {}
    for name, file in files.items():
        if name.startswith("test_") and _without_a_browser(file):
            methods, functions = reached(name, direct)
            found[name] = {what for word, what in ABOUT.items() if word in methods | functions}
    return found


def _without_a_browser(file: Path) -> bool:
    return file.parent != IN_A_BROWSER
