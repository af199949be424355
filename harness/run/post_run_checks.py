"""What is judged once a run is over, not after each case: what the checkout wrote into its log and its tables,
and what it sent to Stripe."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.checkouts.facts import Facts
from harness.core.failure import UNKNOWN, Failure
from harness.core.history import History
from harness.core.http import Http
from harness.judging.checker import check
from harness.judging.verdict import AFTER, Case, Finding
from harness.run import stripe_requests
from harness.stack.base.stack import Stack

CHECKOUT = "checkout"
# The stacks whose tables hold nothing but this run's.
OWN_TABLES = ("embedded", "containers")
MOST_CHARACTERS = 5_000_000
LABELS = {"feature": "After the run", "story": "No card data outside Stripe", "severity": "blocker"}
SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
AS_AWS_SENDS = {"Content-Type": "application/x-amz-json-1.0", "Authorization": SIGNED}
WITHOUT = "hold no card number, security code, key, client secret or password"


def judge_all(stack: Stack, rerun: str, reports: Path | None = None, full: bool = False) -> tuple[Case, ...]:
    """A case for the checkout's log and one for its tables, where this stack has them to itself; one for each Stripe
    operation that its tap saw. What belongs to them goes into `reports`."""
    log = Path(stack.logs.get(CHECKOUT, ""))
    cases = []
    if log.is_file():
        lines = beginning_and_end(log.read_text(encoding="utf-8", errors="replace"), MOST_CHARACTERS)
        logged = Facts.from_dict(stack.facts).logs_addresses
        cases.append(judge("log", f"The checkout's log lines {WITHOUT}", lines, rerun, addresses=logged))
    if stack.mode in OWN_TABLES:
        title = f"The checkout's tables {WITHOUT}"
        try:
            cases.append(judge("tables", title, "\n".join(table_lines(stack)), rerun))
        except Exception as error:  # noqa: BLE001  whatever broke, the tables were not judged, and that is told
            found = Failure(UNKNOWN, "The tables could not be read", however=f"{type(error).__name__}: {error}")
            cases.append(Case(f"{AFTER}tables", title, "unknown", labels=LABELS, findings=(Finding.of(found),)))
    return (*cases, *stripe_requests.judge(stack, rerun, reports, full))


def beginning_and_end(text: str, most: int) -> str:
    """So many characters of a text, half of them from where it begins: there a start tells its settings."""
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-(most // 2) :]}"


def judge(name: str, title: str, text: str, rerun: str, *, addresses: bool = True) -> Case:
    """One case about a text that the checkout wrote; `addresses`: whether those of shoppers may be in it."""
    history = History()
    history.record("snapshot", "harness", "written", name=name, text=text, addresses=addresses)
    found = tuple(Finding.of(failure) for failure in check(history))
    outcome = "failed" if found else "passed"
    return Case(f"{AFTER}{name}", title, outcome, labels=LABELS, findings=found, rerun=rerun)


def table_lines(stack: Stack) -> Iterator[str]:
    """Every item of every DynamoDB table as JSON, with its table's name.

    Asked by plain HTTP: an AWS library would obey this machine's proxies, profiles and configuration files.
    """
    dynamodb = Http(stack.aws_url, actor="harness", system="aws")
    try:
        for tables in _pages(dynamodb, "ListTables", "TableName"):
            for table in tables["TableNames"]:
                for page in _pages(dynamodb, "Scan", "Key", TableName=table):
                    yield from (f"{table} {json.dumps(item)}" for item in page["Items"])
    finally:
        dynamodb.close()


def _pages(dynamodb: Http, operation: str, key: str, **request: Any) -> Iterator[dict[str, Any]]:
    """Each page of an answer; https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html."""
    headers = {**AS_AWS_SENDS, "X-Amz-Target": f"DynamoDB_20120810.{operation}"}
    while True:
        page = dynamodb.send("POST", "/", operation=operation, json_body=request, headers=headers).expect(200).json()
        yield page
        if f"LastEvaluated{key}" not in page:
            return
        request[f"ExclusiveStart{key}"] = page[f"LastEvaluated{key}"]
