"""The objects of the current API version, blank: every field, null or empty where nothing is given."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from stripe_emulator.contract import DEFAULT_VERSION, for_version
from stripe_emulator.contract.nodes import ListOf, Metadata, Page, Reference, Shape, Union

ABSENT = {
    "customer": ("cash_balance", "invoice_credit_balance", "sources", "subscriptions", "tax", "tax_ids"),
    "charge": ("level3", "refunds", "presentment_details"),
    "payment_intent": ("hooks", "allowed_payment_method_types", "managed_payments", "presentment_details"),
    "webhook_endpoint": ("secret",),
    "refund": ("failure_reason", "failure_balance_transaction", "instructions_email", "next_action",
               "pending_reason", "presentment_details", "description"),
}  # fmt: skip
"""Shown only when there is something to show, or when expanded (facts 64, 65, 87)."""


RECORDED = {"charge": ("destination", "dispute", "order")}
"""Seen in recorded answers, though the SDK has no type for them (fact 65)."""


class Current:
    """Blank objects by kind."""

    @cached_property
    def expandable(self) -> frozenset[str]:
        """The names of all fields that can be expanded."""
        names = {field for fields in ABSENT.values() for field in fields}
        table = for_version(DEFAULT_VERSION)._table.objects
        for name in list(table._lines):
            for field, spec in table.shape(name).fields.items():
                nodes = spec.slot.node.members if isinstance(spec.slot.node, Union) else (spec.slot.node,)
                inner = [n.member.node if isinstance(n, ListOf) else n for n in nodes]
                if any(isinstance(node, Reference | Page) for node in inner):
                    names.add(field)
        return frozenset(names)

    def blank(self, kind: str) -> dict[str, Any]:
        """A new object of a kind."""
        made = dict(_blank(kind))
        for name in ("metadata",):
            if name in made:
                made[name] = {}
        return made

    def part(self, path: str) -> dict[str, Any]:
        """A nested object, such as `invoice.automatic_tax`."""
        kind, *steps = path.rsplit(".", path.count(".") - kind_dots(path)) if "." in path else [path]
        shape = for_version(DEFAULT_VERSION)._table.objects.shape(kind)
        for step in steps:
            shape = _shape_of(shape.fields[step].slot.node)
        return dict.fromkeys(shape.fields)


def kind_dots(path: str) -> int:
    """How many dots belong to the object's own name, as in `checkout.session.total_details`."""
    objects = for_version(DEFAULT_VERSION)._table.objects
    parts = path.split(".")
    return next(number for number in range(len(parts) - 1, -1, -1) if ".".join(parts[: number + 1]) in objects)


def _shape_of(node: Any) -> Shape:
    for one in node.members if isinstance(node, Union) else (node,):
        if isinstance(one, Shape):
            return one
        if isinstance(one, ListOf):
            return _shape_of(one.member.node)
    raise LookupError(f"{node} is no nested object")


@cache
def _blank(kind: str) -> dict[str, Any]:
    made: dict[str, Any] = {"id": None, "object": kind}
    for name, field in for_version(DEFAULT_VERSION)._table.objects.shape(kind).fields.items():
        if name not in made and name not in ABSENT.get(kind, ()):
            made[name] = False if name == "livemode" else {} if isinstance(field.slot.node, Metadata) else None
    return made | dict.fromkeys(RECORDED.get(kind, ()))


CURRENT = Current()
