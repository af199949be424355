"""What others recorded of a case while it ran: the tap of the checkout's requests to Stripe, Stripe of its webhooks.

Asked for failing cases only. What could not be asked is told, and never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from harness.core.history import History
from harness.report.lanes.rows import CHECKOUT, LOST, STRIPE, WEBHOOKS, Row
from harness.run.lanes.names import Names
from harness.run.lanes.words import BREAKS, SERVER_ERROR, telling, tone_of
from harness.stack.base.http_probe import call

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack

SECONDS = 10.0
# An id within a path of Stripe's.
ID = re.compile(r"/[a-z]{2,10}_(?=[^/]*\d)[A-Za-z0-9_]+")
ANOTHER = "ANOTHER key"
TELLS = "Stripe tells "
SUBJECTS = ("payment_intent", "id")
NO_TAP = "What the checkout asked Stripe was not recorded: this stack has no tap."
NO_DELIVERIES = "What Stripe delivered was not recorded: its backend tells nothing of it."


def rows(stack: Stack | None, history: History, names: Names) -> tuple[list[Row], list[str]]:
    """The requests to Stripe and the webhooks about this case's payments and shoppers; and what was not recorded."""
    found, unseen = list(_over_wires(history, names)), list[str]()
    if stack is None:
        return found, unseen
    about = ",".join(id for id in names.ids if "," not in id)
    asked = ((_to_stripe, stack.tap_url, NO_TAP), (_deliveries, _introspection(stack), NO_DELIVERIES))
    for ask, url, why_not in asked:
        if not url:
            unseen.append(why_not)
        elif about:
            try:
                found += ask(stack, url, about, history, names)
            except (OSError, ValueError, KeyError, TypeError) as error:
                unseen.append(f"{why_not.partition(':')[0]}: {type(error).__name__}")
    return found, unseen


def _introspection(stack: Stack) -> str:
    return "" if "introspection" in stack.missing_capabilities else stack.stripe_url


def _to_stripe(stack: Stack, url: str, about: str, history: History, names: Names) -> Iterator[Row]:
    document = _get(f"{url}/_tap/requests?{urlencode({'about': about})}")
    for number, one in enumerate(document["requests"]):
        at = datetime.fromisoformat(one["time"]).timestamp() - history.began_at
        answered, broken = one.get("answered") or {}, one["broken"]
        yield Row(
            at=round(at, 3),
            until=round(at + one["elapsed_ms"] / 1000, 3),
            source=CHECKOUT,
            target=STRIPE,
            text=f"↳ {one['method']} {ID.sub('/…', one['path'])}",
            matters=_matters(names, answered, one) + _again(one, document["requests"][:number]),
            status=_status(one["status"], answered, broken),
            tone=LOST if broken else tone_of(one["status"]),
        )


def _over_wires(history: History, names: Names) -> Iterator[Row]:
    """The calls of a checkout whose wires a case may cut (see harness/faults/wires.py), as the story noted them."""
    for event in history.of(kind="fact", operation="called"):
        data = event.data
        at, cut = data["at"] - history.began_at, data.get("cut", "")
        stripe = data["wire"] == "stripe"
        yield Row(
            at=round(at, 3),
            source=CHECKOUT,
            target=STRIPE if stripe else CHECKOUT,
            text=names.plain(f"{data['what']}" if stripe else f"The checkout asks its store or mail: {data['what']}"),
            status="no answer" if cut else str(data.get("status") or ""),
            tone=LOST if cut else tone_of(data.get("status")),
            fault=_struck(data),
        )


def _struck(call: dict[str, Any]) -> str:
    """What a story did to a call, in words; empty where it passed."""
    what = {"dies": "the process dies here", "stops": "the process stands still here", "slow": "held here"}
    trouble, cut = call.get("trouble", ""), call.get("cut", "")
    told = what.get(trouble) or (BREAKS[cut] if cut else "")
    return f"call {call['number']}: {told}" if told else ""


def _deliveries(stack: Stack, url: str, about: str, history: History, names: Names) -> Iterator[Row]:
    query = urlencode({"account": stack.account, "about": about})
    by_hand = {event.data.get("event_id") for event in history.of(kind="invoke", operation="webhook")}
    for one in _get(f"{url}/_localstack/stripe/webhook_deliveries?{query}")["data"]:
        at, status = one["at"] - history.began_at, one["status"]
        subject = json.loads(one["payload"] or "{}").get("data", {}).get("object", {})
        again = ", delivered again" if one["attempt"] > 1 or one["event_id"] in by_hand else ""
        yield Row(
            at=round(at, 3),
            source=WEBHOOKS,
            target=CHECKOUT,
            text=names.plain(f"{TELLS}{one['type']}{again}"),
            matters=names.of(subject.get("payment_intent") or subject.get("id") or ""),
            status=str(status) if status is not None else "not delivered",
            tone=tone_of(status),
            fault="lost on its way, on purpose" if status is None and "on purpose" in str(one["error"]) else "",
        )


def _get(url: str) -> Any:
    status, body = call("GET", url, timeout=SECONDS)
    if status != 200:
        raise ValueError(f"GET {url}: expected 200, got {status}")
    return json.loads(body)


def _again(one: dict[str, Any], before: list[dict[str, Any]]) -> str:
    """Of a write that was made before, whether its idempotency key is one of those; another one is told where Stripe's
    answer to the one before was lost, for a second refund of the same amount may well be meant."""
    same = [row for row in before if (row["path"], row["params"]) == (one["path"], one["params"])]
    if one["method"] == "GET" or not same:
        return ""
    key = one["idempotency_key"]
    if key and key in {row["idempotency_key"] for row in same}:
        return ", again with the same key" + (" (replayed)" if one["replayed"] else "")
    unsure = same[-1]["broken"] or same[-1]["status"] >= SERVER_ERROR
    return f", again with {ANOTHER if key else 'no idempotency key'}" if unsure else ""


def _status(status: int, answered: dict[str, Any], broken: str) -> str:
    code = str(answered.get("decline_code") or answered.get("code") or "")
    return "no answer" if broken else f"{status} {code}".strip()


def _matters(names: Names, answered: dict[str, Any], request: dict[str, Any]) -> str:
    params, inside = request["params"], [part for part in request["path"].split("/") if part in names.ids]
    given = str(answered.get("amount", params.get("amount")))
    amount = int(given) if given.isdigit() else None
    currency = answered.get("currency") or params.get("currency")
    parts = (
        names.money(amount, currency),
        next(
            (
                names.of(id)
                for id in (*(one.get(n) for one in (answered, params) for n in SUBJECTS), *inside)
                if id in names.ids
            ),
            "",
        ),
        telling(answered.get("status")),
    )
    return ", ".join(part for part in parts if part)
