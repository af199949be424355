"""An event of another account: a connected one's, told by `account` (https://docs.stripe.com/connect/webhooks)."""

from collections.abc import Iterator

from harness.webhook_probe.kit.rows import Row
from harness.webhook_probe.kit.session import Session, failed, passed

TITLE = "another account"
WHAT = "an event of another account has no effect"


def judge(session: Session) -> Iterator[Row]:
    """It was signed with the right secret, as an endpoint for connected accounts may share one by mistake."""
    if session.connect:
        yield session.unseen(TITLE, WHAT, "--connect: the handler is a platform's")
        return
    if not session.effects or session.blind:
        yield session.unseen(TITLE, WHAT)
        return
    stranger = session.stranger()
    event = {**session.fresh(by=stranger), "account": stranger.get("account")["id"]}
    before, sent = session.read(), f"{session.main} of {event['account']}, signed rightly"
    answer = session.deliver(event)
    if session.effects.after(before) != before:
        yield failed(TITLE, "webhook_foreign_account", WHAT, sent, answer, "--effects changed")
    else:
        remark = "broke on it; only endpoints for Connect are sent one" if answer.crashed else ""
        yield passed(TITLE, WHAT, sent, answer, remark)
