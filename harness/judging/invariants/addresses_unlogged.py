"""The log holds no shopper's e-mail address, where the checkout says that its log holds none."""

import re
from collections.abc import Iterator
from typing import Any

from harness.core.failure import Failure
from harness.core.failure_codes.code import FailureCode
from harness.core.history import History
from harness.judging.invariants import snapshots

ADDRESS_IN_LOG = FailureCode(
    code="address_in_log",
    severity="normal",
    title="A shopper's address is in the log",
    meaning="The checkout wrote the e-mail address of a shopper into its log, and says (fact `logs_addresses = false` "
    "of its profile) that it writes none. Logs are read by more people, and kept longer, than the shop's own tables: "
    "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude.",
    what_to_do="Log the id of the shopper, of the order or of the payment instead.",
    example="""\
A shopper's address is in the log [address_in_log]
      Let the harness read what the checkout wrote: log
     Then it holds no shopper's e-mail address
  However it holds ada.….1@shop.example, as in: INFO checkout.users: registered ada.….1@shop.example""",
)
# The addresses of a run (see `Shop.person`); an @ may be written as an address of the web has it.
ADDRESS = re.compile(r"([\w-]+)\.[0-9a-f]{12}\.(\d+)(?:\.\d+)?(?:@|%40)shop\.example")
LONGEST = 160


def seen(history: History) -> int:
    """The lines of the log, where no address may be in it."""
    return sum(row["text"].count("\n") + 1 for row in _logs(history))


def judge(history: History) -> Iterator[Failure]:
    """A failure `address_in_log`, with the first line that has one."""
    for row in _logs(history):
        line = next((line for line in row["text"].splitlines() if ADDRESS.search(line)), None)
        if line is not None:
            shown = ADDRESS.sub(r"\1.….\2@shop.example", line.strip())[:LONGEST]
            yield Failure(
                ADDRESS_IN_LOG,
                "A shopper's address is in the log",
                let=f"the harness read what the checkout wrote: {row['name']}",
                then="it holds no shopper's e-mail address",
                however=f"it holds one, as in: {shown}",
            )


def _logs(history: History) -> list[dict[str, Any]]:
    return [row for row in snapshots(history, "written") if row.get("addresses") is False]
