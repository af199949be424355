"""The failure codes that no invariant and no rule declares for itself, by family. Adding one = adding a row here.

Invariants (`harness/judging/invariants`) and rules on what is sent to Stripe (`harness/tap/rules`) declare theirs in
their own files; `harness.judging.failure_codes` has all of them together.
"""

from collections.abc import Mapping

from harness.core.failure_codes import answers, browser, contract, drift, handler, judged, shopping, webhooks
from harness.core.failure_codes.code import FailureCode

FAMILIES: Mapping[str, tuple[FailureCode, ...]] = {
    "What a shopper meets": shopping.CODES,
    "What the checkout answers": answers.CODES,
    "What a browser shows": browser.CODES,
    "The payment API contract": contract.CODES,
    "Changes of the payment API": drift.CODES,
    "Webhooks": webhooks.CODES,
    "The webhook handler alone": handler.CODES,
    "The case and the run": judged.CODES,
}
