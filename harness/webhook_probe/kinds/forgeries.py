"""Forged events are refused, and nothing is done before they are."""

from collections.abc import Iterator

from harness.webhook_probe.kit import ways
from harness.webhook_probe.kit.handler import LATE, Answer
from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Session, failed, passed, text, unknown

TITLE = "forged events"
BROKE = "refused, but with an error of its own: catch the signature error and answer 400"
NOTHING_BEFORE = "nothing is done before a signature was found right"


def judge(session: Session) -> Iterator[Row]:
    """Every way with the main type, each with an event of its own; two of them with every other type."""
    refused: list[Answer] = []
    acted: list[str] = []
    before = session.read()
    for way in ways.FORGED:
        body, header = way.make(text(session.fresh()), session.secret)
        before = session.read()
        answer = session.deliver(body, header)
        what, sent = f"{session.main} {way.what} is refused", f"the event {way.what}"
        if answer.taken:
            yield failed(TITLE, way.code, what, sent, answer)
        elif answer.trouble == LATE:
            yield unknown(TITLE, what, sent, answer, "whether it was refused is not known")
        else:
            refused.append(answer)
            acted += [way.what] if session.read() != before else []
            yield passed(TITLE, what, sent, answer, BROKE if answer.crashed else "")
    if session.effects and not session.blind and refused and answer == refused[-1]:
        acted += ["a moment later"] if session.effects.after(before) != before and not acted else []
    yield from _early(session, refused, acted)
    yield from _other_types(session)


def _other_types(session: Session) -> Iterator[Row]:
    """A handler may check in a branch for each type: all others with another secret, then without a signature."""
    types = [type for type in session.types if type != session.main]
    events = session.one_each(types)
    for way in (ways.FORGED[2], ways.FORGED[0]) if types else ():
        answers = {type: session.deliver(*way.make(text(events[type]), session.secret)) for type in types}
        taken = [type for type, answer in answers.items() if answer.taken]
        what, sent = f"other types {way.what} are refused", f"{len(answers)} events {way.what}"
        came = ", ".join(sorted({str(answer.status or answer.trouble) for answer in answers.values()}))
        if taken:
            yield failed(TITLE, way.code, what, sent, came, f"accepted: {', '.join(taken)}")
        elif any(answer.trouble == LATE for answer in answers.values()):
            yield unknown(TITLE, what, sent, came, "whether they were refused is not known")
        else:
            yield passed(TITLE, what, sent, came)


def _early(session: Session, refused: list[Answer], acted: list[str]) -> Iterator[Row]:
    """By the effects, and by what the handler asked Stripe while it handled them, if it asks this Stripe at all."""
    if not refused:
        yield session.unseen(TITLE, NOTHING_BEFORE, "no forged event was refused")
        return
    asked = session.merchant.calls(*(answer.span for answer in refused)) if session.asks else []
    sent = f"{len(refused)} forged events that were refused"
    if asked or acted:
        seen = f"meanwhile it asked Stripe: {asked[0]}" if asked else f"yet --effects changed: {acted[0]}"
        yield failed(TITLE, "webhook_acted_before_check", NOTHING_BEFORE, sent, "refused", seen)
    elif session.blind and not session.asks:
        yield session.unseen(TITLE, NOTHING_BEFORE)
    else:
        yield passed(TITLE, NOTHING_BEFORE, sent, "refused, nothing changed" if not session.blind else
                     "refused, and Stripe was not asked")  # fmt: skip
