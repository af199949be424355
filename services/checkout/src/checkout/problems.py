"""Errors as RFC 9457 problem details: the one exception the checkout raises on purpose, and how all errors are told.

Problem
  +-- NotFound, Conflict, CardDeclined, StripeUnavailable ... (constructors below, all one class with stable codes)
"""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

LOG = logging.getLogger("checkout.problems")
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "1"
TITLES = {422: "Unprocessable Content"}  # RFC 9110; older Pythons say "Entity"


class Problem(Exception):
    """An answer that is not a success: HTTP status, stable code, and a detail that says what to try."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.headers = dict(headers or {})
        self.members = {name: value for name, value in members.items() if value is not None}

    def response(self) -> JSONResponse:
        """The problem as `application/problem+json`."""
        body = {
            "type": "about:blank",
            "title": TITLES.get(self.status) or HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": _printable(self.detail),
            **self.members,
        }
        return JSONResponse(body, status_code=self.status, headers=self.headers, media_type=MEDIA_TYPE)


def not_found(what: str) -> Problem:
    """There is no such thing, or it belongs to somebody else; the answer is the same so that nobody can probe."""
    return Problem(404, "not_found", f"There is no such {what}.")


def conflict(code: str, detail: str, **members: Any) -> Problem:
    """The state of things forbids the request now."""
    return Problem(409, code, detail, **members)


def unauthorized(detail: str, code: str = "unauthorized") -> Problem:
    """The caller did not show who they are."""
    return Problem(401, code, detail, headers={"WWW-Authenticate": 'Bearer realm="checkout"'})


def unavailable(code: str, detail: str, status: int = 503) -> Problem:
    """Something the checkout stands on did not answer; repeating the call is safe."""
    return Problem(status, code, detail, headers={"Retry-After": RETRY_SECONDS})


def install(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.add_exception_handler(Problem, _tell_problem)
    app.add_exception_handler(RequestValidationError, _tell_validation)
    app.add_exception_handler(HTTPException, tell_http)
    app.add_exception_handler(ClientError, _tell_store)
    app.add_exception_handler(BotoCoreError, _tell_store)
    app.add_exception_handler(Exception, _tell_unexpected)


def _tell_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return error.response()


def _tell_validation(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = list(error.errors())
    if any(item["type"] == "json_invalid" for item in found):
        return Problem(400, "invalid_json", "The body is not valid JSON.").response()
    lines = [f"{_place(item['loc'])}: {item['msg']}" for item in found[:10]]
    return Problem(422, "validation_error", "; ".join(lines)).response()


def tell_http(request: Request, error: Exception) -> JSONResponse:
    """An error of the framework's own, such as an address or a method that is not there."""
    assert isinstance(error, HTTPException)
    codes = {400: "invalid_json", 404: "not_found", 405: "method_not_allowed"}
    details = {404: "There is nothing at this address.", 405: "This address does not take that method; see Allow."}
    code = codes.get(error.status_code, "http_error")
    detail = details.get(error.status_code, str(error.detail))
    allowed = _allowed(request) if error.status_code == 405 else ""
    headers = {"Allow": allowed} if allowed else error.headers
    return Problem(error.status_code, code, detail, headers=headers).response()


def _allowed(request: Request) -> str:
    """Every method of the address (RFC 9110, 10.2.1); the framework names those of the first matching route only."""
    document = request.app.openapi()["paths"]
    return ", ".join(sorted(name.upper() for path, item in document.items() if _fits(path, request) for name in item))


def _fits(path: str, request: Request) -> bool:
    pattern = re.sub(r"\{[^}]*\}", "[^/]+", path)
    return re.fullmatch(pattern, request.url.path) is not None


def _tell_store(request: Request, error: Exception) -> JSONResponse:
    LOG.error("AWS failed during %s %s: %s", request.method, request.url.path, error)
    return unavailable("store_unavailable", "The shop's store did not answer as expected. Try again soon.").response()


def _tell_unexpected(request: Request, error: Exception) -> JSONResponse:
    LOG.error("unexpected %s during %s %s", type(error).__name__, request.method, request.url.path)
    return Problem(500, "internal_error", "The checkout failed in a way it did not expect; see its log.").response()


def _place(location: tuple[Any, ...]) -> str:
    names = [str(part)[:80] for part in location if part != "body"]
    return ".".join(names) or "body"


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
