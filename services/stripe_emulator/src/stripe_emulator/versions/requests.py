"""Parameters of any API version as those of the default one, which handlers take; refusals in the client's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions import changes_for
from stripe_emulator.versions.change import Refuse, Rewrite
from stripe_emulator.wire.errors import StripeError

# The newer name of a parameter and the one that handlers use
# (https://docs.stripe.com/changelog/dahlia/2026-07-29/allowed-payment-method-types-parameter).
RENAMED = {"allowed_payment_method_types": "payment_method_types"}


@dataclass(frozen=True)
class Translation:
    """What the changes between a version and the default one do to the parameters of an operation."""

    refusals: tuple[Refuse, ...]
    rewrites: tuple[Rewrite, ...]

    def check(self, raw: Object) -> None:
        """Refuse what this version refuses with an error of its own; `raw` is what was sent."""
        for refuse in self.refusals:
            refuse(raw)

    def translated(self, account: Account, params: Object, ids: Mapping[str, str]) -> Mapping[str, str]:
        """Change the parameters to the default version's; returns the names that refusals have to use instead."""
        sent_as: dict[str, str] = {}
        for rewrite in self.rewrites:
            sent_as.update(rewrite(account, params, ids) or {})
        for new, old in RENAMED.items():
            if new in params and (value := params.pop(new)) is not None:
                params.setdefault(old, value)
        return sent_as


@cache
def translation(version: str, operation: str) -> Translation:
    """For an operation such as `POST /v1/products/{}` in a version, as its table is called.

    The oldest change comes first: each makes the parameters of the versions right after it.
    """
    found = changes_for(version)
    return Translation(
        tuple(change.refuse[operation] for change in found if operation in change.refuse),
        tuple(change.params[operation] for change in found if operation in change.params),
    )


def as_sent(error: StripeError, sent_as: Mapping[str, str]) -> StripeError:
    """The refusal with the parameter called as the client called it."""
    name = sent_as.get(error.param or "")
    if name is not None:
        if error.message is not None:
            error.message = error.message.replace(f"'{error.param}'", f"'{name}'").replace(
                f": {error.param}.", f": {name}."
            )
        error.param = name
    return error
