"""Real events, signed rightly: each is acknowledged, and quickly (facts 109 and 110)."""

from collections.abc import Iterator

from harness.stripe import signing
from harness.webhook_probe.kit import ways
from harness.webhook_probe.kit.effects import Unread
from harness.webhook_probe.kit.handler import LATE, Answer
from harness.webhook_probe.kit.happenings import OTHER_TYPE, make_product
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Session, Stop, changed, failed, must_be_taken, of_type, passed, unknown

TITLE = "right events"
INVENTED = "payment_intent.arrived_by_pigeon"
GUESSES = {
    301: "the URL leads elsewhere, and Stripe follows no redirect; a slash at its end?",
    302: "the URL leads elsewhere (to a login?), and Stripe follows no redirect",
    307: "the URL leads elsewhere, and Stripe follows no redirect; a slash at its end?",
    308: "the URL leads elsewhere, and Stripe follows no redirect; a slash at its end?",
    403: "something before the handler refuses (protection against CSRF?), or --secret is not the handler's",
    404: "is this the handler's path?",
    405: "is this the handler's path? It takes no POST",
}
SECRET = "is --secret the one that the handler has? An SDK may also refuse the version (stripe-go does): --api-version"
SENT = "the event as Stripe sends it"
TLS = "its certificate may not be trusted here: give its http:// address"
CRASH = "it crashes on every request, so nothing can be told; look into its log"


def judge(session: Session) -> Iterator[Row]:
    """Every type once, then types that nobody knows; Stop when none is taken, or none in time."""
    _open_eyes(session)
    other = session.deliver(of_type(session.happen(make_product, OTHER_TYPE), OTHER_TYPE))
    taken: dict[str, bool] = {}
    answers: dict[str, Answer] = {}
    slow: list[str] = []
    for type, event in session.one_each(session.types).items():
        what = f"{type}, signed rightly, is acknowledged"
        before = session.read()
        answers[type] = answer = session.deliver(event, timed=True)
        if answer.trouble == LATE:
            if slow:
                raise Stop(f"{slow[0]} and {type} were not answered in time; mend that first, or raise --timeout")
            if session.deliver(session.fresh(type), timed=True).trouble == LATE:
                slow.append(type)
                what = f"{type} is answered within {session.handler.timeout:g} s"
                yield failed(TITLE, "webhook_slow", what, "two rightly signed events", answer, "both times")
                continue
            yield unknown(TITLE, what, "two rightly signed events", answer, "the second was answered in time")
        elif answer.taken:
            taken[type] = session.effects is not None and not session.blind and _effect(session, before)
            yield passed(TITLE, what, SENT, answer, "with an effect" * taken[type])
    session.main = next((type for type, seen in taken.items() if seen), next(iter(taken), ""))
    refused = {type: answer for type, answer in answers.items() if not answer.taken and answer.trouble != LATE}
    if not session.main and not slow:
        _stop_unless_told_apart(session, answers[session.types[0]])
    yield from _refusals(session, refused, other)
    if not session.main:
        raise Stop("the handler takes no rightly signed event, so that it refuses others tells nothing")
    if session.effects and not session.blind and not any(taken.values()):
        session.blind = f"no event changed what {session.effects.url} shows (within {session.effects.settle:g} s)"
    session.asks = bool(session.merchant.calls(*(answer.span for answer in session.answers)))
    yield from _unknown_types(session, other)


def _open_eyes(session: Session) -> None:
    """Effects can be judged where they can be read, and change neither by themselves nor with any request."""
    if session.effects is None:
        return
    try:
        session.blind, first = "", session.effects.read()
        session.deliver("{}", None)
        if session.effects.after(first) != first:
            session.blind = f"{session.effects.url} changes without an event; it must show the handler's work alone"
    except Unread as error:
        session.blind = str(error)


def _effect(session: Session, before: str) -> bool:
    return session.effects is not None and session.effects.after(before) != before


def _stop_unless_told_apart(session: Session, good: Answer) -> None:
    """A handler that refuses right and forged events alike has another secret, or is somewhere else."""
    event = session.fresh(session.types[0])
    forged = session.deliver(event, signing.header("another body", ways.OTHER_SECRET))
    if (forged.status, forged.trouble) == (good.status, good.trouble):
        tls = session.handler.url.startswith("https:") and good.status is None
        why = TLS if tls else GUESSES.get(good.status or 0, CRASH if good.crashed else SECRET)
        raise Stop(f"right and forged events are answered alike ({good}): {why}")


def _refusals(session: Session, refused: dict[str, Answer], other: Answer) -> Iterator[Row]:
    for type, answer in refused.items():
        what = f"{type}, signed rightly, is acknowledged"
        unheard = not session.chosen and (answer.status, answer.trouble) == (other.status, other.trouble)
        remark = f"as {OTHER_TYPE} is: does it know the type? --events narrows" if unheard else ""
        code = "webhook_unknown_type_refused" if unheard else "webhook_not_acknowledged"
        yield failed(TITLE, code, what, SENT, answer, remark)


def _unknown_types(session: Session, other: Answer) -> Iterator[Row]:
    what = f"{OTHER_TYPE}, which hardly concerns a checkout, is acknowledged"
    yield must_be_taken(TITLE, "webhook_unknown_type_refused", what, SENT, other)
    answer = session.deliver(changed(session.fresh(), type=INVENTED))
    what = "a type that does not exist yet is acknowledged"
    yield must_be_taken(TITLE, "webhook_unknown_type_refused", what, f"an event of {INVENTED}", answer)
