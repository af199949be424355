"""What of Schemathesis's findings breaks a promise of a contract that we did not write."""

from typing import Any

import pytest

from contracts.fuzzing.promises import HELD, broken, settings
from harness import openapi

AUTOMATIC = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}}}
FASTAPI: dict[str, Any] = {"200": {}, "422": AUTOMATIC}
WRITTEN: dict[str, Any] = {"200": {}, "404": {}, "503": {}, "422": {"content": {"application/json": {"schema": {}}}}}


@pytest.mark.parametrize(
    ("responses", "check", "status", "counts"),
    [
        (FASTAPI, "not_a_server_error", 500, True),
        (WRITTEN, "not_a_server_error", 503, False),
        ({"default": {}}, "not_a_server_error", 500, False),
        (FASTAPI, "status_code_conformance", 401, False),
        (WRITTEN, "status_code_conformance", 401, True),
        (FASTAPI, "status_code_conformance", 201, True),
        ({}, "status_code_conformance", 201, False),
        (FASTAPI, "response_schema_conformance", 200, True),
        (FASTAPI, "response_schema_conformance", 422, False),
        (WRITTEN, "response_schema_conformance", 422, True),
        (WRITTEN, "negative_data_rejection", 200, False),
        (WRITTEN, "positive_data_acceptance", 404, False),
    ],
)
def test_only_what_is_declared_is_held(responses: dict[str, Any], check: str, status: int, counts: bool) -> None:
    operation = openapi.Operation("GET", "/orders", {"responses": responses})
    assert broken(operation, check, status) is counts


def test_what_is_not_held_is_not_asked() -> None:
    assert settings([*HELD, "ignored_auth"]) == {"ignored_auth": {"enabled": False}}
