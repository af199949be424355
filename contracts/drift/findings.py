"""Changes as findings: what breaks is told as a failure each, with a stable code; what does not is listed."""

from collections.abc import Sequence

from contracts.drift.comparison import Change
from contracts.shared.labels import allure
from harness import Failure


def refuse(changes: Sequence[Change], *, let: str, then: str) -> None:
    """Fail with one finding for each change; `let` names the two documents, `then` what must hold between them."""
    found = [
        Failure(
            f"drift:{change.code}",
            f"{change.operation}: {change.where or 'the operation'} {change.what}".strip(),
            let=let,
            then=then,
            however=f"{change.where or change.operation} {change.what}".strip() + f": {change.effect}",
        )
        for change in changes
    ]
    if len(found) == 1:
        raise found[0]
    if found:
        raise ExceptionGroup(f"{len(found)} changes of {changes[0].operation}", found)


def tell(changes: Sequence[Change]) -> None:
    """List the changes beside the case, in Allure's report."""
    if changes:
        text = "\n".join(map(str, changes))
        allure.attach(text, f"Changes that break no client: {len(changes)}", allure.attachment_type.TEXT)
