"""`checkout-harness webhook`: one webhook handler that runs already, in any language, judged alone."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from harness.commands import wide_console
from harness.core import stripe_keys
from harness.core.hosts import on_this_machine
from harness.stack.base.failure import StackFailure
from harness.webhook_probe.kit.happenings import TYPES
from harness.webhook_probe.kit.rows import FAIL, NOT_JUDGED, PASS, UNKNOWN, Row
from harness.webhook_probe.run import KEY, CannotRun, Options
from harness.webhook_probe.run import run as judge
from harness.webhook_probe.verdict import COULD_NOT_RUN, EXIT_CODES, Report

MARKS = {PASS: ("ok", "green"), FAIL: ("FAIL", "red"), UNKNOWN: ("?", "yellow"), NOT_JUDGED: ("-", "dim")}
LOOPBACK = "http://localhost, 127.0.0.1 or [::1]"


def run(asked: Callable[[], Options], json_file: Path | None = None) -> int:
    """Print the table and the verdict; its exit code, 2 when nothing could be judged."""
    try:
        options = asked()
        report = judge(options, lambda url: print(where(url, options.stripe_key), flush=True))
        if json_file is not None:
            json_file.write_text(json.dumps(report.document(), indent=2) + "\n", "utf-8")
    except KeyboardInterrupt:
        print("checkout-harness webhook: interrupted, nothing is known", file=sys.stderr)
        return COULD_NOT_RUN
    except (CannotRun, StackFailure, OSError) as error:
        print(f"checkout-harness webhook: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    wide_console().print(table(report))
    print("\n".join([*advice(report), report.sentence(), f"{len(report.rows)} rows in {report.seconds:.1f} s"]))
    return EXIT_CODES[report.verdict]


def options_of(*, events: str, metadata: Sequence[str], stripe_key: str, secret: str, **given: Any) -> Options:
    """What was asked on the command line; CannotRun for what cannot be used."""
    types = tuple(type.strip() for type in events.split(",") if type.strip())
    if wrong := next((pair for pair in metadata if not pair.partition("=")[2]), None):
        raise CannotRun(f"expected --metadata KEY=VALUE, got {wrong!r}. Hint: --metadata order_id=42")
    pairs = {key: value for key, _, value in (pair.partition("=") for pair in metadata)}
    key = stripe_keys.stripped(stripe_key) or KEY
    options = Options(events=types, metadata=pairs, stripe_key=key, secret=stripe_keys.stripped(secret), **given)
    refuse_unusable(options)
    return options


def refuse_unusable(options: Options) -> None:
    """CannotRun for what must not be used: another machine, a live key, no secret, a type that nobody can cause."""
    for name, url in (("a handler", options.url), ("--effects", options.effects)):
        if url and not on_this_machine(url):
            raise CannotRun(
                f"expected {name} on this machine ({LOOPBACK}), got {url}. Hint: forged events and refunds "
                "are for a handler in development only; forward a port if it runs in a container"
            )
    secret = options.secret
    if not secret.strip() or secret.startswith(("sk_", "rk_", "pk_")) or stripe_keys.holds_live_key(secret):
        got = "an API key" if secret.strip() else "none"
        hint = "the handler's own; --secret or STRIPE_WEBHOOK_SECRET"
        raise CannotRun(f"expected the endpoint's signing secret (whsec_...), got {got}. Hint: {hint}")
    if reason := stripe_keys.refusal(options.stripe_key, stripe_keys.SECRET):
        expected = stripe_keys.wanted(stripe_keys.SECRET)
        raise CannotRun(f"expected a test key ({expected}), got {reason}. Hint: unset STRIPE_API_KEY; nothing was sent")
    if unknown := [type for type in options.events if type not in TYPES]:
        raise CannotRun(f"expected types of events that can be caused, got {unknown[0]!r}. Hint: {', '.join(TYPES)}")


def where(url: str, key: str) -> str:
    """How a handler may be pointed at the emulator, so that what it asks Stripe is seen, too."""
    shown = key if key == KEY else "your own test key"
    return f"Stripe for this run: {url}, key {shown} (optional: point the handler's Stripe client there, --stripe-port)"


def table(report: Report) -> Table:
    """The rows for people, by kind."""
    found = Table(title=f"The webhook handler at {report.where}")
    for name, ratio in (("", 0), ("what must hold", 7), ("what came", 3), ("remark", 5)):
        found.add_column(name, overflow="fold", ratio=ratio or None)
    for kind, rows in groupby(report.rows, key=lambda row: row.kind):
        found.add_section()
        found.add_row("", Text(kind, "bold"), "", "")
        for row in rows:
            found.add_row(Text(*MARKS[row.outcome]), row.what, row.came, _remark(row))
    return found


def advice(report: Report) -> Iterable[str]:
    """What to do about each code that failed."""
    from harness.judging.failure_codes import codes  # loads every invariant and rule

    for code in report.codes:
        yield f"[{code}] {codes()[code].title}. {codes()[code].what_to_do}"
    if report.codes:
        yield "`checkout-harness explain CODE` says more.\n"


def _remark(row: Row) -> str:
    return "; ".join(part for part in (f"[{row.code}]" if row.code else "", row.remark) if part)
