"""A request has the parameters that its operation takes: no unknown one, none missing, each of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach
from stripe_emulator.contract import Finding

SOURCE = "https://docs.stripe.com/api{path}"
CODES = {"parameter_unknown": "stripe_unknown_parameter", "parameter_missing": "stripe_missing_parameter"}
TITLES = {
    "stripe_unknown_parameter": "{name} is sent a parameter that it does not take: {param}",
    "stripe_missing_parameter": "{name} is sent without {param}",
    "stripe_mistyped_parameter": "{name} is sent {param} as something else than it takes",
}
RECEIVED = "Received unknown parameter"
_METADATA = re.compile(r"(^|\[)metadata\b")


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_unknown_parameter`, `stripe_missing_parameter` and `stripe_mistyped_parameter`, one a parameter."""
    for reading in readings:
        if reading.operation is None or reading.params is None:
            continue
        for finding in reading.contract.judge_all(reading.operation, reading.params):
            code = CODES.get(finding.code or "", "stripe_mistyped_parameter")
            if code == "stripe_mistyped_parameter" and _METADATA.search(finding.param):
                continue  # has a rule of its own
            for param in _params(finding):
                yield Breach(
                    code=code,
                    title=TITLES[code].format(name=reading.name, param=param),
                    reading=reading,
                    param=param,
                    then=f"Stripe {reading.contract.version} takes every parameter of it",
                    however=finding.message,
                    source=SOURCE.format(path=reading.operation.path.removeprefix("/v1")),
                )


def _params(finding: Finding) -> list[str]:
    """The parameters that a finding is about: Stripe tells all unknown ones at once."""
    if finding.message.startswith(RECEIVED):
        return finding.message.partition(": ")[2].split(", ")
    return [finding.param]
