"""A request has the parameters that its operation takes: no unknown one, none missing, each of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.core.failure_codes.code import FailureCode
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach
from stripe_emulator.contract import Finding

UNKNOWN_PARAMETER = FailureCode(
    code="stripe_unknown_parameter",
    severity="critical",
    title="A parameter that the operation does not take",
    meaning="Stripe refuses a request with a parameter that it does not know (400, `parameter_unknown`).",
    what_to_do="Compare the name with Stripe's reference for the API version that the request asks for.",
    example="""\
POST /v1/payment_intents is sent a parameter that it does not take: surcharge [stripe_unknown_parameter]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then Stripe 2026-08-26.dahlia accepts every parameter of it
  However Received unknown parameter: surcharge""",
)
MISSING_PARAMETER = FailureCode(
    code="stripe_missing_parameter",
    severity="critical",
    title="A required parameter is missing",
    meaning="Stripe refuses a request without this parameter (400, `parameter_missing`).",
    what_to_do="Send it; look for a value that is empty or None in the checkout, which the SDK leaves out.",
    example="""\
POST /v1/payment_intents is sent without currency [stripe_missing_parameter]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then Stripe 2026-08-26.dahlia accepts every parameter of it
  However Missing required param: currency.""",
)
MISTYPED_PARAMETER = FailureCode(
    code="stripe_mistyped_parameter",
    severity="critical",
    title="A parameter has the wrong type or value",
    meaning="Stripe refuses the value of this parameter: another type, or none of the values that it may have.",
    what_to_do="Convert it before it is sent. Amounts are integers in minor units.",
    example="""\
POST /v1/payment_intents is sent amount with the wrong type or value [stripe_mistyped_parameter]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then Stripe 2026-08-26.dahlia accepts every parameter of it
  However Invalid integer: 59.99""",
)
SOURCE = "https://docs.stripe.com/api{path}"
CODES = {"parameter_unknown": UNKNOWN_PARAMETER, "parameter_missing": MISSING_PARAMETER}
TITLES = {
    UNKNOWN_PARAMETER: "{name} is sent a parameter that it does not take: {param}",
    MISSING_PARAMETER: "{name} is sent without {param}",
    MISTYPED_PARAMETER: "{name} is sent {param} with the wrong type or value",
}
RECEIVED = "Received unknown parameter"
HINT = ". Did you mean "
_METADATA = re.compile(r"(^|\[)metadata\b")


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_unknown_parameter`, `stripe_missing_parameter` and `stripe_mistyped_parameter`, one a parameter."""
    for reading in readings:
        if reading.operation is None or reading.params is None:
            continue
        for finding in reading.contract.judge_all(reading.operation, reading.params):
            code = CODES.get(finding.code or "", MISTYPED_PARAMETER)
            if code is MISTYPED_PARAMETER and _METADATA.search(finding.param):
                continue  # has a rule of its own
            for param in _params(finding):
                yield Breach(
                    code=code,
                    title=TITLES[code].format(name=reading.name, param=param),
                    reading=reading,
                    param=param,
                    then=f"Stripe {reading.contract.version} accepts every parameter of it",
                    however=finding.message,
                    source=SOURCE.format(path=reading.operation.path.removeprefix("/v1")),
                )


def _params(finding: Finding) -> list[str]:
    """The parameters that a finding is about: Stripe tells all unknown ones at once."""
    if finding.message.startswith(RECEIVED):
        return finding.message.partition(": ")[2].partition(HINT)[0].split(", ")
    return [finding.param]
