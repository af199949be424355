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
from functools import cache
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import engine
from schemathesis.engine import events
from schemathesis.specs.openapi.schemas import OpenApiSchema

from contracts.fuzzing import checks as checks  # registers them with Schemathesis
from contracts.fuzzing import findings, own_constants, realistic
from contracts.fuzzing.belongings import Belongings
from contracts.fuzzing.wire import Wire
from contracts.shared import document
from harness import Failure

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


def run(owned: Belongings, folder: Path, *, seed: int, effort: str, operation: str = "") -> Result:
    """Try one operation (by its id) in every phase; without one, every link from anywhere."""
    schema = load(owned, PHASES if operation else (STATEFUL,), folder, seed=seed, effort=effort)
    chosen = schema.exclude(func=lambda one: not _named(one, operation)) if operation else schema
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
                _take(event, result)
    finally:
        clock.cancel()
    result.cases, result.seconds = len(wire.sent), time.perf_counter() - began
    return result


def load(owned: Belongings, phases: tuple[str, ...], folder: Path, *, seed: int, effort: str) -> OpenApiSchema:
    """The contract with the configuration that lies beside it, for these phases, with this case's people."""
    config: dict[str, Any] = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    amount = EFFORTS[effort]
    examples = amount[STATEFUL if STATEFUL in phases else "fuzzing"]
    config["generation"] |= {"max-examples": examples, "no-shrink": amount["no-shrink"]}
    for name in (*PHASES, STATEFUL):
        config["phases"].setdefault(name, {})["enabled"] = name in phases
    peers = ["owner", "stranger"]
    config["auth"] = {"wfc": {"path": str(_people(owned, folder)), "user": "owner", "peers": peers}}
    config |= {"base-url": owned.shop.stack.checkout_url, "seed": seed}
    return schemathesis.openapi.from_dict(contract(), config=schemathesis.Config.from_dict(config))


def contract() -> document.Json:
    """The contract, a copy for every run; reading the file takes as long as ten requests."""
    return copy.deepcopy(_contract())


@cache
def _contract() -> document.Json:
    return document.load()


class Sender:
    """Gives each request what only its sender can: Stripe's signature, the administrator's token, own products."""

    def __init__(self, owned: Belongings) -> None:
        self.owned, self.administered = owned, 0

    def prepare(self, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
        """Complete a request just before it goes out; what is wrong on purpose stays as it is."""
        name = realistic.operation_id(case)
        realistic.keep_to_own(self.owned, case)
        if name == realistic.WEBHOOK and realistic.is_valid(case):
            kwargs["auth"] = Signed(self.owned.shop.webhooks)
        if name in ADMINISTRATORS and case.headers.get("Authorization") == f"Bearer {self.owned.tokens['owner']}":
            self.administered += 1
            if self.administered % AS_A_SHOPPER:
                case.headers["Authorization"] = f"Bearer {self.owned.tokens['admin']}"


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


def _hooks(owned: Belongings, wire: Wire) -> Iterator[tuple[Any, str]]:
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


def _named(context: Any, operation: str) -> bool:
    """For `exclude`: with [[operations]] in the configuration, `include` of Schemathesis 4.32 includes them all."""
    return bool(context.operation.definition.raw.get("operationId") == operation)


def _take(event: Any, result: Result) -> None:
    if isinstance(event, events.ScenarioFinished):
        result.found += findings.of_checks(event.recorder)
    elif isinstance(event, events.NonFatalError):
        result.errors.append(f"{event.label}: {event.info.title}: {event.info.message}")
    elif isinstance(event, events.FatalError):
        result.errors.append(f"Schemathesis ended: {event.exception!r}")
    elif isinstance(event, events.Interrupted):
        result.errors.append("the time of this effort was over before everything was tried")


def _people(owned: Belongings, folder: Path) -> Path:
    """The tokens as a Web Fuzzing Commons document, which is how Schemathesis takes several identities."""
    people = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in owned.tokens.items()
    ]
    path = folder / "people.json"
    path.write_text(json.dumps({"auth": people}), encoding="utf-8")
    return path
