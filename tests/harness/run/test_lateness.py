"""What is a mere matter of time is unknown where the machine starved the run, and a failure where it did not."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from harness.checkouts import Cart, Client, Setting
from harness.checkouts.reference import ReferenceShop
from harness.core import case_deadline, starvation
from harness.core.awaiting import eventually
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.core.http import ConnectionLost, Http
from harness.run.cases import lateness
from harness.shop.money import StripeMoney
from harness.shop.snapshots import Snapshots
from harness.stripe.view import StripeView
from tests.harness.small_suite import Started, suite, verdict
from tests.harness.stub import Request, Stub

pytest_plugins = ["pytester"]
BUSY = "the machine was busy with something else"
CALL = "    Http({url!r}, actor='Ada', system='checkout', history=shop.history).send('GET', {path!r}, operation='pay')"
CLOSED = "http://127.0.0.1:9"
NO_ORDER = "    shop.found.append(Failure('money_without_order', 'Paid, and no order'))\n"
FAULT = "    shop.history.record('fact', 'test', 'fault', fault_id='1', rule={{}})\n"
LOST = "    shop.history.record('info', 'Ada', 'pay', lost='ReadTimeoutError')\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No case runs here, none has met a system that hangs, and a call has no more than its case has."""
    monkeypatch.setattr(case_deadline, "LEAST_SECONDS", 0.1)
    yield
    case_deadline.end()
    case_deadline.hung(False)


@pytest.fixture
def hanging(stub: Stub) -> Iterator[Stub]:
    """A checkout that lives, accepts, and does not answer /hangs before the test is over."""
    over = threading.Event()

    def never(_: Request) -> tuple[int, Any]:
        over.wait(30)
        return 200, {}

    def gives_up(_: Request) -> tuple[int, Any]:
        over.wait(0.5)
        return 503, {}

    stub.answers = {("GET", "/hangs"): never, ("GET", "/gives_up"): gives_up}
    stub.answers |= {("GET", "/refuses"): (402, {}), ("GET", "/is_down"): (503, {})}
    yield stub
    over.set()


@pytest.fixture
def starved(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the machine is said to starve the run."""
    busy: bool = request.param
    monkeypatch.setattr(starvation, "starved_since", lambda _: BUSY if busy else "")
    monkeypatch.setattr(starvation, "given_since", lambda _: 0.0)
    return busy


def run(pytester: pytest.Pytester, body: str, seconds: float = 1) -> tuple[str, list[tuple[str, str]]]:
    """The verdict of a run with one case, and the codes and facts of what went wrong."""
    mark = f"from harness.core.http import Http\n@pytest.mark.deadline({seconds})\n"
    suite(pytester, f"{mark}def test_a(shop):\n{body}")
    pytester.runpytest_inprocess("-k", "test_a", "-p", "no:randomly")
    document = verdict(pytester)
    found = [(group["code"], " ".join(one["however"])) for group in document["failures"] for one in group["found"]]
    return document["verdict"], found


BODIES = {
    "no answer": CALL.replace("{path!r}", "'/hangs'"),
    "no answer, in a thread": "    from concurrent.futures import ThreadPoolExecutor\n"
    "    with ThreadPoolExecutor() as threads:\n"
    "        threads.submit(lambda: Http({url!r}, actor='A', system='checkout').send("
    "'GET', '/hangs', operation='pay')).result()",
    "a condition": "    from harness.core.awaiting import eventually\n"
    "    eventually(lambda: False, reason='an order', deadline=0.05)",
    "a condition, told otherwise": "    from harness.core.awaiting import eventually\n"
    "    try: eventually(lambda: False, reason='an order', deadline=0.05)\n"
    "    except Failure as failure: raise Failure('webhook_effect', 'It is wrong') from failure",
    "the checkout gave up on Stripe": CALL.replace("{path!r}", "'/gives_up'") + ".expect(200)",
    "an answer that the body looks at": "    answer ="
    + CALL.replace("{path!r}", "'/gives_up'")[3:]
    + "\n    assert answer.status == 200",
    "a library's own": "    raise type('APITimeoutError', (Exception,), {{}})('read timed out')",
}


@pytest.mark.parametrize("starved", [True, False], indirect=True)
@pytest.mark.parametrize("body", BODIES)
def test_a_matter_of_time(pytester: pytest.Pytester, started: Started, hanging: Stub, starved: bool, body: str) -> None:
    word, found = run(pytester, BODIES[body].format(url=hanging.url))
    assert word == ("unknown" if starved else "fail"), found
    assert (found[0][0] == UNKNOWN, BUSY in found[0][1]) == (starved, starved)


WRONG = {
    "a wrong answer": CALL.replace("{path!r}", "'/refuses'") + ".expect(200)",
    "an answer 503 that came at once": CALL.replace("{path!r}", "'/is_down'") + ".expect(200)",
    "a connection that is refused": CALL.replace("{url!r}", repr(CLOSED)).replace("{path!r}", "'/'"),
    "an answer 503 to what the case broke": FAULT + CALL.replace("{path!r}", "'/gives_up'") + ".expect(200)",
    "a value": "    assert 1 == 2",
    "charged twice": LOST + "    shop.found.append(Failure('charged_twice', 'Two charges'))",
    "no order, with nothing lost": NO_ORDER,
    "a page that broke": LOST + "    raise Failure('page_error', 'A script of a page threw an error')",
}


@pytest.mark.parametrize("starved", [True], indirect=True)
@pytest.mark.parametrize("body", WRONG)
def test_what_is_wrong_stays_wrong_on_a_busy_machine(
    pytester: pytest.Pytester, started: Started, hanging: Stub, starved: bool, body: str
) -> None:
    word, found = run(pytester, WRONG[body].format(url=hanging.url))
    assert word == "fail", found


@pytest.mark.parametrize("starved", [True, False], indirect=True)
@pytest.mark.parametrize("lost", [LOST, "    shop.history.record('snapshot', 'harness', 'not_quiet', seconds=3)\n"])
def test_what_follows_from_time_that_was_lost(
    pytester: pytest.Pytester, started: Started, starved: bool, lost: str
) -> None:
    for what in (NO_ORDER, "    assert [] == ['an order']\n"):
        word, found = run(pytester, lost + what)
        assert word == ("unknown" if starved else "fail"), found


@pytest.mark.parametrize("starved", [True], indirect=True)
def test_a_planned_outage_is_no_time_that_was_lost(pytester: pytest.Pytester, started: Started, starved: bool) -> None:
    planned = FAULT.format()
    asked = "    asked = shop.history.record('invoke', 'Ada', 'pay', system='checkout', curl='curl')\n"
    waited = "    import time; time.sleep(0.5)\n"
    fails = "    shop.history.record('fail', 'Ada', 'pay', status=503, system='checkout', invoke=asked.seq)\n"
    answered = asked + waited + fails
    assert run(pytester, planned + answered + NO_ORDER)[0] == "fail"
    assert run(pytester, answered + NO_ORDER)[0] == "unknown"
    assert run(pytester, asked + fails + NO_ORDER)[0] == "fail"


@pytest.mark.parametrize("starved", [True], indirect=True)
def test_a_wait_goes_on_while_the_machine_starves_the_run(starved: bool) -> None:
    case_deadline.begin(20)
    looks: list[int] = []
    assert eventually(lambda: looks.append(1) or len(looks) > 20, reason="the twentieth look", deadline=0.05)


@pytest.mark.parametrize("starved", [True], indirect=True)
def test_a_wait_ends_with_the_case_on_any_machine(starved: bool) -> None:
    case_deadline.begin(0.2)
    with pytest.raises(Failure, match="Waited in vain"):
        eventually(lambda: False, reason="what never comes", deadline=0.05)


@pytest.mark.parametrize("starved", [True], indirect=True)
@pytest.mark.parametrize("given", [0.1, 0.3], ids=["twice its time", "six times its time"])
def test_who_had_time_enough_is_wrong_on_a_busy_machine_too(
    starved: bool, given: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times the deadline, in time that the machine had for the run: then no more is waited for."""
    monkeypatch.setattr(starvation, "given_since", lambda _: given)
    case_deadline.begin(1.2)
    with pytest.raises(Failure, match="Waited in vain") as caught:
        eventually(lambda: False, reason="what never comes", deadline=0.05)
    had_enough = given > 0.2
    assert case_deadline.over() is not had_enough
    assert (lateness.awaited_since(caught.value) is None) == had_enough


def test_a_call_has_the_time_of_its_case(hanging: Stub) -> None:
    http = Http(hanging.url, actor="Ada", system="checkout")
    case_deadline.begin(0.6)
    with pytest.raises(ConnectionLost) as caught:
        http.send("GET", "/hangs", operation="pay")
    assert caught.value.timed_out
    with pytest.raises(ConnectionLost) as caught:
        Http(CLOSED, actor="Ada", system="checkout").send("GET", "/", operation="pay")
    assert not caught.value.timed_out
    assert lateness.awaited_since(caught.value) is None


def test_stripe_s_own_client_tells_a_time_out_too(hanging: Stub) -> None:
    hanging.answers[("GET", "/v1/payment_intents/pi_1")] = hanging.answers[("GET", "/hangs")]
    case_deadline.begin(0.3)
    view = StripeView(hanging.stack())
    with pytest.raises(Exception, match=r"timed out|no answer") as caught:
        view.intent("pi_1")
    view.close()
    assert lateness.awaited_since(caught.value) == case_deadline.began()


def test_a_call_has_its_time_though_the_case_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    case_deadline.begin(0.0)
    assert case_deadline.over()
    assert case_deadline.seconds_left() == case_deadline.LEAST_SECONDS
    case_deadline.timed_out()
    assert case_deadline.seconds_left() < 1
    case_deadline.begin()
    assert case_deadline.seconds_left() > case_deadline.LEAST_SECONDS


def test_a_checkout_that_hangs_fails_by_what_the_machine_itself_says(
    pytester: pytest.Pytester, started: Started, hanging: Stub
) -> None:
    word, found = run(pytester, BODIES["no answer"].format(url=hanging.url), seconds=4)
    assert (word, found[0][0]) == ("fail", "connection_lost")


def test_after_a_checkout_that_hangs_the_next_cases_wait_less() -> None:
    lost = ConnectionLost("connection_lost", "no answer").awaited(0.0)
    lost.timed_out = True
    lateness.examine(lost)
    case_deadline.begin()
    assert case_deadline.seconds_left() <= case_deadline.HUNG_SECONDS
    case_deadline.end()
    assert case_deadline.seconds_left() == case_deadline.CASE_SECONDS


def test_snapshots_say_that_webhooks_were_still_to_come(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.stripe.money.SETTLE_SECONDS", 0.05)
    intent = {"id": "pi_1", "metadata": {"user_id": "u1"}}
    event = {"id": "evt_1", "pending_webhooks": 1, "data": {"object": {"id": "pi_1"}}}
    stub.answers = {
        ("GET", "/v1/payment_intents"): (200, {"data": [intent], "has_more": False}),
        ("GET", "/v1/events"): (200, {"data": [event], "has_more": False}),
    }
    history, view = History(), StripeView(stub.stack())
    setting = Setting(stub.url)
    adapter = ReferenceShop(Client(stub.url, "admin", history), setting)
    member: Any = SimpleNamespace(
        known=True, key="u1", email="e", payments=[], paid_as=set(), orders=lambda **_: [], cart=Cart
    )
    member.api = member
    Snapshots(adapter, StripeMoney(view, "user_id"), history).take([member], [])
    view.close()
    assert lateness.lost_time(history)
