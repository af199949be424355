"""AWS in the embedded edge, DynamoDB and SES, by one of two engines behind one protocol: `--aws`.

An engine answers a request without giving way to the event loop, so no other request sees a half of it: answered by
threads, conditional writes race and a shop sells more than it has (measured of moto's own server).
"""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MINISTACK, MOTO = "ministack", "moto"
CHOICES = (MINISTACK, MOTO)
DEFAULT = MINISTACK


class Engine(Protocol):
    """DynamoDB and SES; its state is this process's and begins empty."""

    async def loaded(self) -> None:
        """Return once it can answer."""

    def answer(self, request: "Request", body: bytes) -> "Response":
        """The answer to one request of an AWS SDK."""

    def mails(self) -> list[dict[str, Any]]:
        """Every mail sent through SES, oldest first, in the shape of LocalStack's `/_aws/ses`."""


def engine(name: str) -> Engine:
    """The engine of that name, one of CHOICES; the other one is not imported."""
    if name == MOTO:
        from harness.stack.aws.moto import Moto

        return Moto()
    from harness.stack.aws.ministack import Ministack

    return Ministack()
