"""Extensions that fail, each in another step of its life."""

from typing import Any

from localstack.extensions.api import Extension


class NotMakeable(Extension):
    """Its constructor fails."""

    name = "not-makeable"

    def __init__(self) -> None:
        raise TypeError("cannot be made")


class StartFails(Extension):
    """Its start fails; that it is not asked for routes then, the status shows."""

    name = "start-fails"

    def on_platform_start(self) -> None:
        """Fail."""
        raise OSError("no port is free")


class RoutesExit(Extension):
    """It tries to end the whole runtime."""

    name = "routes-exit"

    def update_gateway_routes(self, router: Any) -> None:
        """Exit."""
        raise SystemExit(3)


class EndFails(Extension):
    """It fails when LocalStack ends."""

    name = "end-fails"

    def on_platform_shutdown(self) -> None:
        """Fail."""
        raise RuntimeError("cannot end")
