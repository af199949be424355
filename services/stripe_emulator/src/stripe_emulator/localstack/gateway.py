"""What LocalStack's gateway has no documented way for: a cut connection, and CORS that a service answers by itself.

Both reach into modules of LocalStack 4 and its server. Where another version has them elsewhere, the extension works
without and says what is different.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

LOG = logging.getLogger(__name__)
# Where a request's WSGI environment holds the server's own request.
REQUEST = "stripe_emulator.twisted_request"
Owns = Callable[[str, str], bool]


def answer_cors_ourselves(owns: Owns) -> None:
    """Stripe allows every origin (fact 7), LocalStack its own: let ours, OPTIONS included, pass to the emulator."""
    try:
        from localstack.aws.handlers import cors

        original = cors.should_enforce_self_managed_service
    except (ImportError, AttributeError):
        LOG.warning("CORS is LocalStack's here: pages of other origins need EXTRA_CORS_ALLOWED_ORIGINS")
        return

    def enforced_here(context: Any) -> bool:
        return not owns(context.request.path, context.request.host) and bool(original(context))

    cors.should_enforce_self_managed_service = enforced_here


def remember_connections() -> None:
    """Make `cut` find the connection of a request."""
    try:
        from rolo.serving import twisted as serving

        original = serving.update_wsgi_environment
    except (ImportError, AttributeError):
        LOG.warning("connections cannot be cut through this gateway: planned resets are answered with 502")
        return

    def update(environ: dict[str, Any], request: Any) -> None:
        original(environ, request)
        environ[REQUEST] = request

    serving.update_wsgi_environment = update


def cut(environ: dict[str, Any]) -> bool:
    """End the request's connection without an answer; False where the gateway shows no way to it."""
    request = environ.get(REQUEST)
    abort = getattr(getattr(request, "channel", None), "forceAbortClient", None)
    if request is None or abort is None:
        return False
    from twisted.internet import reactor
    from twisted.internet.threads import blockingCallFromThread

    def end() -> Any:
        ended = request.notifyFinish().addErrback(lambda _: None)
        abort()
        return ended

    blockingCallFromThread(reactor, end)
    return True
