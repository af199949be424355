"""No page of another origin may read what the shop answers to a shopper who is signed in."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History

OTHER_ORIGIN_READS = FailureCode(
    code="other_origin_reads",
    severity="blocker",
    title="Any page may use a shopper's session",
    meaning="The checkout allows a page of an origin that it does not know (`Access-Control-Allow-Origin`) to send the "
    "shopper's cookies along and to read the answer (`Access-Control-Allow-Credentials: true`): whatever page a "
    "signed-in shopper opens reads the orders, fills the cart and gives payments back.",
    what_to_do="Answer with the origins of your own pages alone, compared as whole texts; leave the credentials out "
    "where anybody may read (https://portswigger.net/web-security/cors).",
    example="""\
Any page may use a shopper's session [other_origin_reads]
      Let a page of https://elsewhere.example ask the checkout for orders in Ada's browser
     Then the browser is not told that this page may read the answer with her session
  However the answer allows https://elsewhere.example, with credentials""",
)
ALLOWED, WITH_SESSION = "access-control-allow-origin", "access-control-allow-credentials"


def seen(history: History) -> int:
    """The answers to requests of another origin."""
    return sum(1 for _ in _answers(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `other_origin_reads`, once for each operation."""
    told: set[str] = set()
    for origin, asked, answer in _answers(history):
        headers = answer.data.get("to_browsers", {})
        allowed, credentials = headers.get(ALLOWED, "").strip(), headers.get(WITH_SESSION, "").strip().lower()
        if allowed in (origin, "*", "null") and credentials == "true" and asked.operation not in told:
            told.add(asked.operation)
            yield Failure(
                OTHER_ORIGIN_READS,
                "Any page may use a shopper's session",
                let=f"a page of {origin} ask the checkout for {asked.operation} in "
                f"{asked.actor.partition(' ')[0]}'s browser",
                then="the browser is not told that this page may read the answer with her session",
                however=f"the answer allows {allowed}, with credentials",
            )


def _answers(history: History) -> Iterator[tuple[str, Event, Event]]:
    """Each answer to a request that came from a page of another origin than the checkout's: that origin, and both."""
    asked = {event.seq: event for event in history.of(kind="invoke") if event.data.get("origin")}
    for event in history.events:
        request = asked.get(event.data.get("invoke", -1)) if event.kind in ("ok", "fail") else None
        if request is not None and event.data.get("system") == "checkout":
            origin, own = str(request.data["origin"]), urlsplit(str(request.data["url"]))
            if origin != f"{own.scheme}://{own.netloc}":
                yield origin, request, event
