"""The mails a shop sent, read where LocalStack lists them (`/_aws/ses`)."""

from typing import TYPE_CHECKING, Any

from harness.stack.probe import get_json

if TYPE_CHECKING:
    from harness.stack import Stack


def sent_to(stack: "Stack", email: str) -> list[dict[str, Any]]:
    """The mails with this address among the recipients, oldest first, in LocalStack's shape.

    All are asked for: LocalStack's own `?email=` is about senders.
    """
    messages = get_json(f"{stack.aws_url}/_aws/ses")["messages"]
    return [mail for mail in messages if email in mail["Destination"].get("ToAddresses", [])]
