"""The mails a shop sent, read where LocalStack lists them (`/_aws/ses`)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harness.core.http import Http

if TYPE_CHECKING:
    from harness.stack.base.stack import Stack


def sent_to(stack: "Stack", email: str) -> list[dict[str, Any]]:
    """The mails with this address among the recipients, oldest first, in LocalStack's shape; Failure without a list.

    The embedded edge tells those alone; LocalStack knows no `to` and tells all (its `email` is about senders).
    """
    http = Http(stack.aws_url, actor="harness", system="aws")
    response = http.send("GET", f"/_aws/ses?to={quote(email)}", operation="mails").expect(200).json()
    return [mail for mail in response["messages"] if email in mail["Destination"].get("ToAddresses", [])]
