"""moto's DynamoDB and SES: the second opinion, 7 to 64 times the work of a request (bench/RESULTS.md)."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

from starlette.requests import Request
from starlette.responses import Response

from harness.stack.aws.mails import mail, written

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Moto:
    """moto's two WSGI apps. They take a second to import: in a thread, so that the checkout can start meanwhile."""

    def __init__(self) -> None:
        self._loading: asyncio.Future[dict[str, WSGIApplication]] | None = None

    async def loaded(self) -> None:
        """Return once moto is imported, which begins at the first call."""
        if self._loading is None:
            executor = ThreadPoolExecutor(1, thread_name_prefix="load-moto")
            self._loading = asyncio.get_running_loop().run_in_executor(executor, _load)
        await asyncio.shield(self._loading)

    def answer(self, request: Request, body: bytes) -> Response:
        """By the app of the service; DynamoDB's requests are told by their target header."""
        from a2wsgi.wsgi import build_environ  # quick from here on: loaded with moto
        from werkzeug.test import run_wsgi_app

        if self._loading is None:
            raise RuntimeError("expected `loaded` to be awaited first")
        environ: Any = build_environ(cast(Any, request.scope), cast(Any, io.BytesIO(body)))
        app = self._loading.result()["dynamodb" if "HTTP_X_AMZ_TARGET" in environ else "ses"]
        chunks, status, headers = run_wsgi_app(app, environ, buffered=True)
        response = Response(b"".join(chunks), int(status.split()[0]))
        response.raw_headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return response

    def mails(self) -> list[dict[str, Any]]:
        """Every mail of every region."""
        from moto.ses.models import ses_backends

        return [
            _as_localstack(region, message)
            for regions in ses_backends.values()
            for region, backend in regions.items()
            for message in list(backend.sent_messages)
        ]


def _load() -> "dict[str, WSGIApplication]":
    import a2wsgi.wsgi  # noqa: F401  now, not within the first request
    import werkzeug.test  # noqa: F401
    from moto.moto_server.werkzeug_app import create_backend_app

    return {"dynamodb": create_backend_app("dynamodb"), "ses": create_backend_app("ses")}


def _as_localstack(region: str, message: Any) -> dict[str, Any]:
    given = message.destinations
    kinds = {kind: list(these) for kind, these in given.items()} if isinstance(given, dict) else {}
    to = kinds.pop("ToAddresses", []) if isinstance(given, dict) else list(given)
    fields = mail(message.id, region, message.source, to, **kinds)
    if hasattr(message, "raw_data"):
        return {**fields, "RawData": message.raw_data}
    html = str(message.body).lstrip().startswith("<")  # moto keeps one body and does not say of which kind
    text, markup = (None, message.body) if html else (message.body, None)
    return {**fields, **written(getattr(message, "subject", ""), text, markup)}
