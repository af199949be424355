"""How the evidence of a dispute was submitted is always shown. An addition: older versions do not have it."""

from __future__ import annotations

from stripe_emulator.state.account import Account, Object
from stripe_emulator.versions.change import Change


def _method(_: Account, dispute: Object, shown: Object) -> None:
    submitted = dispute["evidence_details"]["submission_count"] > 0
    shown["evidence_details"]["submission_method"] = "manual" if submitted else "not_submitted"


CHANGE = Change(
    "https://docs.stripe.com/changelog/endive/2026-10-28/evidence-submission-method-property-disputes",
    amend={"dispute": _method},
)
