"""Usage records of legacy metered billing: report usage, list its sums. Only before 2025-03-31.basil.

https://docs.stripe.com/api/usage_records?api-version=2025-02-24.acacia
"""

from __future__ import annotations

from stripe_emulator.billing.subscriptions import usage
from stripe_emulator.billing.subscriptions.items import KIND as ITEM
from stripe_emulator.catalog.checks import amount_at
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.endpoint import Endpoint
from stripe_emulator.resource_kit.paging import page_of
from stripe_emulator.state.account import Object


def create(call: Call) -> Object:
    """Usage at a time, by default now: added to what was reported for that second, or `set` in place of it."""
    account, params, item = call.account, call.params, _item(call)
    now = account.clock(account.get("subscription", item["subscription"])["customer"]).now()
    timestamp = now if params.get("timestamp", "now") == "now" else params["timestamp"]
    quantity = amount_at(params["quantity"], "quantity")
    usage.check(item, timestamp, now)
    total = usage.record(account, item, timestamp, quantity, replace=params.get("action") == "set")
    return {
        "id": account.ids.new("mbur_"),
        "object": "usage_record",
        "livemode": False,
        "quantity": total,
        "subscription_item": item["id"],
        "timestamp": timestamp,
    }


def list_summaries(call: Call) -> Object:
    """What was used in each period of an item, the current one first."""
    account, item = call.account, _item(call)
    rows = [
        {
            "id": f"sis_{item['id'].removeprefix('si_')}{start}",
            "object": "usage_record_summary",
            "invoice": invoice,
            "livemode": False,
            "period": {"end": end, "start": start},
            "subscription_item": item["id"],
            "total_usage": usage.total(account, item, start, end),
        }
        for start, end, invoice in usage.periods_of(account, item)
    ]
    return page_of(rows, call)


def _item(call: Call) -> Object:
    return call.account.get(ITEM, call.path["id"], param="subscription_item")


ENDPOINTS = (
    Endpoint("POST", "/v1/subscription_items/{id}/usage_records", create),
    Endpoint("GET", "/v1/subscription_items/{id}/usage_record_summaries", list_summaries),
)
