"""No card number, code, key or password is seen outside Stripe; a client secret only where it is handed out."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.core.masking import CLIENT_SECRET, EPHEMERAL_KEY, sightings, token_sightings
from harness.judging.invariants import BEGIN as TAKEN
from harness.judging.invariants import snapshots

# What a page or an app needs to pay. A checkout that confirms itself hands it out when the bank asks for the shopper:
# https://docs.stripe.com/payments/finalize-payments-on-the-server
FOR_THE_SHOPPER = (CLIENT_SECRET, EPHEMERAL_KEY)
BEGIN, CONFIRM, LOG = "begin", "confirm", "log"
# What saves a card has a secret, too, and who must authenticate a later charge is given that of the charge:
# https://docs.stripe.com/payments/save-and-reuse
OF_SAVED_CARDS = ("save_card", "charge_saved")


def _code(place: str, where: str, what_to_do: str, example: str) -> FailureCode:
    """The code of a secret that was seen in one place; `example` is the failure's `Let`, and what was seen."""
    let, kind, masked = example.split("|")
    return FailureCode(
        code=f"secret_in_{place}",
        severity="blocker",
        title=f"Card data or a secret is in {where}",
        meaning=f"A card number, a security code, a key, a client secret, a password or a token was found in {where}. "
        "Card data there brings the shop into the scope of PCI DSS; a key lets its reader take money, a password or a "
        "token lets its reader be the shopper.",
        what_to_do=what_to_do,
        example=f"A {kind} was seen outside Stripe [secret_in_{place}]\n"
        f"      Let {let}\n     Then it holds no {kind}\n  However it holds {masked}",
    )


CODES = {
    "answer": _code(
        "answer",
        "an answer of the checkout",
        "Send only what the page needs: the publishable key and, once, the client secret of a new intent.",
        "the harness read the checkout's answer to orders of Ada|card number|4242…4242",
    ),
    "metadata": _code(
        "metadata",
        "the metadata of a Stripe object",
        "Keep ids in metadata, never card data or keys: everybody with access to the Dashboard reads them.",
        "the harness read metadata.note of pi_1|card number|4242…4242",
    ),
    "mail": _code(
        "mail",
        "a mail to the shopper",
        "Build mails from the order alone, with the last four digits that Stripe gives.",
        "the harness read the mail 'Your order'|secret key|sk_test_…",
    ),
    "log": _code(
        "log",
        "the checkout's log",
        "Do not log request bodies, headers or whole Stripe objects; filter what the SDK logs.",
        "the harness read what the checkout wrote: log|client secret|pi_1_secret_…",
    ),
    "tables": _code(
        "tables",
        "the checkout's tables",
        "Store the PaymentIntent's id, not the object that Stripe answered.",
        "the harness read what the checkout wrote: tables|client secret|pi_1_secret_…",
    ),
}


def seen(history: History) -> int:
    """What the checkout answered."""
    return sum(event.kind in ("ok", "fail") and event.data.get("system") == "checkout" for event in history.events)


def judge(history: History) -> Iterator[Failure]:
    """Failures `secret_in_answer`, `secret_in_metadata`, `secret_in_mail`, `secret_in_log`, `secret_in_tables`."""
    requests = {event.seq: event for event in history.of(kind="invoke")}
    answers = [one for one in history.events if one.kind in ("ok", "fail") and one.data.get("system") == "checkout"]
    begun = any(_for_the_shopper(event) for event in answers if event.operation == BEGIN)
    hands_out = (BEGIN, *OF_SAVED_CARDS, *(() if begun else (CONFIRM,)))
    # A page's request may be known by its answer alone: the history names it only then.
    asked = [requests.get(event.data.get("invoke", -1)) for event in answers if event.operation in hands_out]
    asked += [event for event in requests.values() if event.operation in hands_out]
    places = {_place(event) for event in asked if event is not None}
    places |= {("POST", _words(path)) for row in snapshots(history, TAKEN) for path in row.get("hands_out", ())}
    for event in answers:
        found = [row for row in event.data.get("sightings", ()) if not _handed_out(row, event, requests, places)]
        yield from _failure(CODES["answer"], found, f"the checkout's answer to {event.operation} of {event.actor}")
    for snapshot in history.of(kind="snapshot", operation="stripe_intent"):
        for name, text in snapshot.data.get("metadata", {}).items():
            found = sightings(text) + token_sightings(text)
            yield from _failure(CODES["metadata"], found, f"metadata.{name} of {snapshot.data['id']}")
    for snapshot in history.of(kind="snapshot", operation="mails"):
        for mail in snapshot.data["mails"] or ():
            text = f"{mail.get('subject')}\n{mail.get('text')}"
            yield from _failure(CODES["mail"], sightings(text), f"the mail {mail.get('subject')!r}")
    for snapshot in history.of(kind="snapshot", operation="written"):
        name = snapshot.data["name"]
        found = sightings(snapshot.data["text"])
        if name == LOG:  # a table may be where a shop keeps its sessions
            found += token_sightings(snapshot.data["text"])
        yield from _failure(CODES[name], found, f"what the checkout wrote: {name}")


def _for_the_shopper(event: Event) -> bool:
    return any(row["kind"] in FOR_THE_SHOPPER for row in event.data.get("sightings", ()))


def _handed_out(
    row: dict[str, str], event: Event, requests: dict[int, Event], places: set[tuple[str, tuple[str, ...]]]
) -> bool:
    invoke = requests.get(event.data.get("invoke", -1))
    if row["kind"] not in FOR_THE_SHOPPER or invoke is None:
        return False
    return _place(invoke) in places


def _place(invoke: Event) -> tuple[str, tuple[str, ...]]:
    """Where a request went, whoever sent it, a shopper or the fuzzer: its method and path, without the ids in it."""
    return str(invoke.data.get("method", "")), _words(urlsplit(str(invoke.data.get("url", ""))).path)


def _words(path: str) -> tuple[str, ...]:
    return tuple("{}" if any(map(str.isdigit, word)) else word for word in path.strip("/").split("/"))


def _failure(code: FailureCode, found: list[dict[str, Any]], where: str) -> Iterator[Failure]:
    for row in found:
        yield Failure(
            code,
            f"A {row['kind']} was seen outside Stripe",
            let=f"the harness read {where}",
            then=f"it holds no {row['kind']}",
            however=f"it holds {row['shown']}",
        )
