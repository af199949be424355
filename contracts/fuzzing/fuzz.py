"""One run of Schemathesis's engine over one operation, or over the links: seeded, recorded, never raising.

The engine is what `schemathesis run` runs (docs: Extending, "Running the engine from Python"), so its checks see what
they see there: several identities, earlier answers, and steps that led to a request.
"""

import copy
import json
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import engine
from schemathesis.checks import CHECKS
from schemathesis.engine import events
from schemathesis.specs.openapi.schemas import OpenApiSchema

from contracts.fuzzing import checks as checks  # registers them with Schemathesis
from contracts.fuzzing import findings, own_constants, promises, realistic
from contracts.fuzzing.owned import OWNER, STRANGER, Owned
from contracts.fuzzing.wire import Wire
from harness import Failure, openapi

CONFIG = Path(__file__).parents[1] / "schemathesis.toml"
PHASES = ("examples", "coverage", "fuzzing")
STATEFUL = "stateful"
ADMINISTRATORS, AS_A_SHOPPER = ("createProduct",), 5
# Examples of a phase, shrinking, and the seconds after which a run ends whatever it has done.
EFFORTS: dict[str, dict[str, Any]] = {
    "quick": {"fuzzing": 20, "stateful": 6, "no-shrink": True, "seconds": 60},
    "deep": {"fuzzing": 300, "stateful": 60, "no-shrink": False, "seconds": 300},
}


@dataclass
class Result:
    """What came of a run: how many requests, in how many seconds, what was found, and what could not be tried."""

    cases: int = 0
    seconds: float = 0.0
    found: list[tuple[str, Failure]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Any]:
        """The figures, for the reports."""
        return {"cases": self.cases, "seconds": round(self.seconds, 3)}


def run(owned: Owned, folder: Path, *, seed: int, effort: str, operation: str = "") -> Result:
    """Try one operation (by its id, see `openapi.by_id`) in every phase; without one, every link from anywhere."""
    schema = load(owned, PHASES if operation else (STATEFUL,), folder, seed=seed, effort=effort)
    by_id = openapi.by_id(owned.document)
    label = by_id[operation].label if operation else ""
    chosen = schema.exclude(func=lambda one: one.operation.label != label) if operation else schema
    wire = Wire(owned.shop.history)
    for hook, name in _hooks(owned, wire):
        chosen.hooks.register_hook_with_name(hook, name)
    began = time.perf_counter()
    result = Result(sent=wire.sent)
    stream = engine.from_schema(chosen).execute()
    clock = threading.Timer(EFFORTS[effort]["seconds"], stream.stop)
    clock.start()
    try:
        with own_constants.ignored(), _sent_as(Sender(owned)):
            for event in stream:
                _take(event, result, _counts(owned))
    finally:
        clock.cancel()
        owned.end()
    result.cases, result.seconds = len(wire.sent), time.perf_counter() - began
    return result


def load(owned: Owned, phases: tuple[str, ...], folder: Path, *, seed: int, effort: str) -> OpenApiSchema:
    """The contract with the configuration that lies beside it, for these phases, with this case's people."""
    config: dict[str, Any] = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    amount = EFFORTS[effort]
    examples = amount[STATEFUL if STATEFUL in phases else "fuzzing"]
    config["generation"] |= {"max-examples": examples, "no-shrink": amount["no-shrink"]}
    for name in (*PHASES, STATEFUL):
        config["phases"].setdefault(name, {})["enabled"] = name in phases
    if owned.people.get(OWNER):
        peers = [OWNER, STRANGER]
        config["auth"] = {"wfc": {"path": str(_people(owned, folder)), "user": OWNER, "peers": peers}}
    if not owned.ours:
        config = {name: value for name, value in config.items() if name != "operations"}
        config["checks"] = promises.settings(CHECKS.get_all_names())
    config |= {"base-url": owned.shop.stack.checkout_url + openapi.base_path(owned.document), "seed": seed}
    # A copy: reading the file takes as long as ten requests.
    return schemathesis.openapi.from_dict(copy.deepcopy(owned.document), config=schemathesis.Config.from_dict(config))


def _counts(owned: Owned) -> findings.Counts:
    if owned.ours:
        return lambda *_: True
    by_label = {one.label: one for one in openapi.operations(owned.document)}
    return lambda label, check, status: promises.broken(by_label.get(label), check, status)


class Sender:
    """Gives each request what only its sender can: Stripe's signature, the administrator's token, own products."""

    def __init__(self, owned: Owned) -> None:
        self.owned, self.administered = owned, 0

    def prepare(self, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
        """Complete a request just before it goes out; what is wrong on purpose stays as it is."""
        name = realistic.operation_id(case)
        realistic.keep_to_own(self.owned, case)
        if not self.owned.ours:
            return
        if name == realistic.WEBHOOK and realistic.is_valid(case):
            kwargs["auth"] = Signed(self.owned.shop.webhooks)
        sent = {"Authorization": case.headers.get("Authorization")}
        if name in ADMINISTRATORS and sent == self.owned.people[OWNER]:
            self.administered += 1
            if self.administered % AS_A_SHOPPER:
                case.headers.update(self.owned.people["admin"])


class Signed(requests.auth.AuthBase):
    """Signs the raw body of a request as Stripe signs an event."""

    def __init__(self, webhooks: Any) -> None:
        self._webhooks = webhooks

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with its Stripe-Signature header set for exactly the body it carries."""
        body = request.body or b""
        text = body if isinstance(body, str) else body.decode("utf-8")
        request.headers["Stripe-Signature"] = self._webhooks.sign(text)
        return request


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Only global hooks are asked here, so the sender of the one run of this process is."""
    for sender in _SENDERS[-1:]:
        sender.prepare(case, kwargs)


_SENDERS: list[Sender] = []


@contextmanager
def _sent_as(sender: Sender) -> Iterator[None]:
    _SENDERS.append(sender)
    try:
        yield
    finally:
        _SENDERS.remove(sender)


def _hooks(owned: Owned, wire: Wire) -> Iterator[tuple[Any, str]]:
    def flatmap_case(context: Any, case: schemathesis.Case[Any]) -> st.SearchStrategy[schemathesis.Case[Any]]:
        return realistic.cases(owned, case)

    def map_case(context: Any, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
        return realistic.settle(owned, case) if not _drawn(case) else case

    def after_call(context: Any, case: schemathesis.Case[Any], response: Any) -> None:
        wire.after_call(context, case, response)
        if 200 <= response.status_code < 300 and "json" in response.headers.get("content-type", [""])[0]:
            owned.learn(response.json())

    yield flatmap_case, "flatmap_case"  # asked only where something is drawn
    yield map_case, "map_case"
    yield after_call, "after_call"
    yield wire.after_network_error, "after_network_error"


def _drawn(case: schemathesis.Case[Any]) -> bool:
    return case.meta is not None and case.meta.phase.name in ("fuzzing", STATEFUL)


def _take(event: Any, result: Result, counts: findings.Counts) -> None:
    if isinstance(event, events.ScenarioFinished):
        result.found += findings.of_checks(event.recorder, counts)
    elif isinstance(event, events.NonFatalError):
        result.errors.append(f"{event.label}: {event.info.title}: {event.info.message}")
    elif isinstance(event, events.FatalError):
        result.errors.append(f"Schemathesis ended: {event.exception!r}")
    elif isinstance(event, events.Interrupted):
        result.errors.append("the time of this effort was over before everything was tried")


def _people(owned: Owned, folder: Path) -> Path:
    """The credentials as a Web Fuzzing Commons document, which is how Schemathesis takes several identities."""
    people = [
        {"name": name, "fixedHeaders": [{"name": header, "value": value} for header, value in headers.items()]}
        for name, headers in owned.people.items()
    ]
    path = folder / "people.json"
    path.write_text(json.dumps({"auth": people}), encoding="utf-8")
    return path
