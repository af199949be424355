"""Every operation of every API version, fuzzed: python -m tests.stripe_emulator.versions.fuzz_whole [--examples N]

`test_fuzz_versions.py` draws a sample of it for the suite. Prints the figures, and each distinct problem with the first
request that shows it; the exit code is 1 if there is one.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from stripe_emulator.app import create_app
from stripe_emulator.contract import Contract, Operation, for_version, versions
from stripe_emulator.wire import forms
from tests.stripe_emulator.client import JSON, encode
from tests.stripe_emulator.contract.strategies import Params, broken, valid
from tests.stripe_emulator.inside import Inside, stocked
from tests.stripe_emulator.server.test_fuzz import DEADLINE_SECONDS, paths, well_formed, with_ids
from tests.stripe_emulator.versions.test_fuzz_versions import served

# So many operations share an account: each request may take something away from it.
SHARED = 20
# Shown in the version of the account, whatever the request's is (fact 8).
EVENTS = "/v1/events"
Ids = dict[str, list[str]]


@dataclass
class Found:
    """What was asked, and what was wrong: by version, operation and kind, the first request that shows it."""

    requests: int = 0
    operations: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    problems: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def problem(self, version: str, operation: Operation, kind: str, told: str) -> None:
        """Count a problem."""
        self.kinds[kind] += 1
        self.problems.setdefault((version, operation.key, kind), told)


@dataclass
class Fuzz:
    """The operations of one version in one account after the other."""

    version: str
    examples: int
    seed: int
    found: Found

    def run(self) -> None:
        """Each operation; what the emulator does not serve is to be refused as an unknown URL."""
        operations = list(for_version(self.version).operations)
        known = {operation.key for operation in served(self.version)}
        for start in range(0, len(operations), SHARED):
            inside = Inside(create_app(1), "fuzz")
            ids = stocked(inside)
            for operation in operations[start : start + SHARED]:
                self.found.operations += 1
                self._draw(partial(self._good, inside, ids, operation))
                if operation.key in known:
                    self._draw(partial(self._bad, inside, ids, operation))
            inside.close()

    def _draw(self, body: Callable[[st.DataObject], None]) -> None:
        asked = settings(
            max_examples=self.examples, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        seed(self.seed)(asked(given(data=st.data())(lambda data: body(data))))()

    def _good(self, inside: Inside, ids: Ids, operation: Operation, data: st.DataObject) -> None:
        params = data.draw(with_ids(data.draw(valid(operation)), ids))
        self._send(inside, operation, data.draw(paths(operation, ids)), params)

    def _bad(self, inside: Inside, ids: Ids, operation: Operation, data: st.DataObject) -> None:
        wrong = data.draw(broken(operation))
        if forms.decode(encode(wrong.params)) != wrong.params:
            return  # an empty hash cannot be written in a form
        status, body, told = self._send(inside, operation, data.draw(paths(operation, ids)), wrong.params)
        if status != 400:
            self.found.problem(self.version, operation, "taken though wrong", f"{wrong.param} in {told}")
        elif body["error"].get("param") != wrong.param:
            self.found.problem(self.version, operation, "another parameter named", f"{wrong.param} in {told}")

    def _send(self, inside: Inside, operation: Operation, path: str, params: Params) -> tuple[int, JSON, str]:
        headers = {"stripe-version": self.version}
        status, body = inside.call(operation.method, path, params, deadline=DEADLINE_SECONDS, headers=headers)
        told = f"{operation.method} {path} {encode(params)}: {status} {str(body)[:1500]}"
        self.found.requests += 1
        self.found.statuses[status] += 1
        if status >= 500:
            self.found.problem(self.version, operation, "500", told)
        elif status != 200:
            try:
                well_formed(body, told)
            except AssertionError as error:
                self.found.problem(self.version, operation, "malformed refusal", str(error))
        elif problems := _unwhole(for_version(self.version), path, body):
            self.found.problem(self.version, operation, "answer not whole", f"{problems} in {told}")
        return status, body, told


def _unwhole(contract: Contract, path: str, body: JSON) -> list[str]:
    return contract.check(body) if "object" in body and not path.startswith(EVENTS) else []


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--examples", type=int, default=3, help="so many good and so many bad requests of each operation"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--versions", choices=versions(), nargs="*", default=versions())
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)  # each 500 is told below
    found = Found()
    for version in asked.versions:
        Fuzz(version, asked.examples, asked.seed, found).run()
        print(f"{version}: {found.requests} requests so far, {dict(found.kinds) or 'no problem'}", flush=True)
    for (version, operation, kind), told in found.problems.items():
        print(f"{kind}: {version} {operation}: {told[:700]}")
    print(
        f"{found.requests} requests, {len(asked.versions)} versions, {found.operations} operations, "
        f"statuses {dict(sorted(found.statuses.items()))}, problems {dict(found.kinds) or 0}"
    )
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
