"""No cache keeps a page for long, or keeps what belongs to one shopper for others."""

import re
from collections.abc import Iterator

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import Event, History
from harness.judging.invariants import people

ANSWER_KEPT = FailureCode(
    code="answer_kept",
    severity="critical",
    title="A cache may keep what must be asked for again",
    meaning="`Cache-Control` of a page lets browsers and proxies keep it for more than a day: after the next release "
    "they go on with the old page, whose scripts are gone. Or an answer about one shopper's cart, orders or payments "
    "may be kept: a cache shows it to others, or to her when it is no longer true.",
    what_to_do="Answer pages with `no-cache` and what is one shopper's with `no-store`; `immutable` and a long "
    "`max-age` are for files whose address changes with their content (https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2).",
    example="""\
A cache may keep what must be asked for again [answer_kept]
      Let Ada ask for the page /checkout
     Then a cache asks again before a day is over
  However it has Cache-Control: public, max-age=31536000, immutable""",
)
DAY, AT_MOST = 86400, 60
NOT_KEPT = ("no-store", "no-cache")
# What a shopper asks for that is nobody else's, as the adapter's methods have it.
PERSONAL = ("sign_up", "sign_in", "cart", "begin", "settle", "confirm", "payment", "orders", "order", "refund")
_AGE = re.compile(r"(?:^|[\s,])(s-maxage|max-age)\s*=\s*\"?(\d+)", re.IGNORECASE)


def seen(history: History) -> int:
    """The pages and personal answers that say how long they may be kept."""
    return sum(1 for _ in _answers(history))


def judge(history: History) -> Iterator[Failure]:
    """Failures `answer_kept`, once for each operation or page."""
    told: set[str] = set()
    for event, what, is_page in _answers(history):
        says = str(event.data["to_browsers"]["cache-control"])
        if what not in told and _is_kept(says, is_page):
            told.add(what)
            yield Failure(
                ANSWER_KEPT,
                "A cache may keep what must be asked for again",
                let=f"{event.actor.partition(' ')[0]} ask for {what}",
                then="a cache asks again before a day is over"
                if is_page
                else "no cache keeps it for others, or for long",
                however=f"it has Cache-Control: {says}",
            )


def _answers(history: History) -> Iterator[tuple[Event, str, bool]]:
    """Each good answer that a cache is told of, what it is, and whether it is a page."""
    requests = {event.seq: event for event in history.of(kind="invoke")}
    shoppers = people(history)
    for event in history.of(kind="ok"):
        request = requests.get(event.data.get("invoke", -1))
        if request is None or event.data.get("system") != "checkout" or "cache-control" not in _headers(event):
            continue
        good = event.data.get("status") == 200 and request.data.get("method") == "GET"
        if good and str(event.data.get("media", "")).startswith("text/html"):
            yield event, f"the page {'/' + str(request.data['url']).split('/', 3)[-1]}", True
        elif event.operation in PERSONAL and event.actor in shoppers:
            yield event, event.operation, False


def _headers(event: Event) -> dict[str, str]:
    return dict(event.data.get("to_browsers", {}))


def _is_kept(says: str, is_page: bool) -> bool:
    directives = {one.strip().partition("=")[0].lower() for one in says.split(",")}
    if directives & set(NOT_KEPT):
        return False
    longest = max((int(seconds) for _, seconds in _AGE.findall(says)), default=0)
    if is_page:
        return "immutable" in directives or longest > DAY
    return bool(directives & {"public", "s-maxage", "immutable"}) or longest > AT_MOST
