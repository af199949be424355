"""The emulator as a LocalStack extension: its own server, and every mount of LocalStack's edge led to it.

Only LocalStack loads this module (entry point `localstack.extensions`). It answers, on LocalStack's port:
`/v1/<resource>` beside AWS's own paths, `/stripe`, `/_extension/stripe`, `/js.stripe.com`, the pages, the host
`stripe.localhost.localstack.cloud`, and `/_localstack/stripe`, whose `health` is 200 once the emulator serves.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from localstack import config
from localstack.extensions.api import Extension
from localstack.http import Response
from localstack.services.internal import get_internal_apis
from rolo.routing.rules import RuleAdapter, RuleGroup
from werkzeug.exceptions import NotFound

from stripe_emulator.localstack import gateway
from stripe_emulator.localstack.forwarding import Answer, Cut, Forwarder, Refused
from stripe_emulator.localstack.server import EmulatorServer, NotServing
from stripe_emulator.server.routing import HOST, INTROSPECTION, PREFIXES, RESOURCES, owns
from stripe_emulator.wire.release import made_by

LOG = logging.getLogger(__name__)
SEED = "STRIPE_EMULATOR_SEED"
# Pinpoint has `/v1/apps` and MediaConnect `/v1/entitlements`, as Stripe has; their requests are signed.
SIGNED_FOR_AWS = "AWS4-"
# The rest of a path: with slashes as they come where the router knows that converter.
ANYTHING, PATH = "<greedy_path:path>", "<path:path>"
URL_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


class StripeExtension(Extension):
    """Starts and stops the emulator with LocalStack and forwards its paths to it."""

    name = "stripe-emulator"

    def on_platform_start(self) -> None:
        self._server = EmulatorServer(os.environ.get(SEED), _state_file())
        self._forwarder: Forwarder | None = None
        self._server.start()
        gateway.answer_cors_ourselves(owns)
        gateway.remember_connections()

    def update_gateway_routes(self, router: Any) -> None:
        """Add the mounts; LocalStack serves its own `/_localstack` from another router than the rest."""
        router.add(self._rules([prefix for prefix in PREFIXES if prefix != INTROSPECTION], ANYTHING))
        router.add(self._rules([f"/v1/<any({','.join(sorted(RESOURCES))}):resource>"], ANYTHING))
        router.add(self._rules([""], ANYTHING, host=f"{HOST}<port:port>"))
        get_internal_apis().add(self._rules([INTROSPECTION], PATH))

    def on_platform_shutdown(self) -> None:
        self._server.stop()
        if self._forwarder:
            self._forwarder.close()

    def _rules(self, prefixes: list[str], rest: str, host: str | None = None) -> Any:
        paths = [path for prefix in prefixes for path in (prefix or "/", f"{prefix}/{rest}")]
        return RuleGroup([RuleAdapter(path, self._serve, host=host, merge_slashes=False) for path in paths])

    def _serve(self, request: Any, **_: Any) -> Any:
        if request.headers.get("Authorization", "").startswith(SIGNED_FOR_AWS):
            raise NotFound
        try:
            answer = self._forward(request)
        except (NotServing, Refused) as error:
            return _problem(503, f"The Stripe emulator does not serve: {error}")
        except Cut as error:
            gateway.cut(request.environ)  # nothing of what is answered then arrives
            return _problem(502, f"The Stripe emulator cut the connection; this gateway cannot. {error}")
        response = Response(answer.body, answer.status)
        response.headers.clear()
        response.headers.extend(answer.headers)
        return response

    def _forward(self, request: Any) -> Answer:
        url = urlsplit(request.environ.get("RAW_URI") or request.full_path)
        target = quote(f"{url.path}?{url.query}" if url.query else url.path, safe=URL_CHARACTERS)
        headers = list(request.headers.items())
        try:
            return self._to_server().forward(request.method, target, headers, request.get_data())
        except (Cut, Refused):
            self._server.port()  # raises NotServing for an emulator that ended: that is no cut connection
            raise

    def _to_server(self) -> Forwarder:
        if self._forwarder is None:
            self._forwarder = Forwarder(self._server.port())
        return self._forwarder


def _state_file() -> Path | None:
    """Where LocalStack's own state is, when it is to be kept (PERSISTENCE=1); another release begins another file.

    https://docs.localstack.cloud/aws/capabilities/state-management/persistence/. An extension is told of the end of
    LocalStack, not of the saving of its state.
    """
    if not config.PERSISTENCE:
        return None
    return Path(config.dirs.data) / "stripe-emulator" / f"{made_by().replace(' ', '-')}.json"


def _problem(status: int, message: str) -> Any:
    """An error in the shape of Stripe's own (https://docs.stripe.com/api/errors)."""
    body = json.dumps({"error": {"type": "api_error", "message": message}})
    return Response(body, status, mimetype="application/json")
