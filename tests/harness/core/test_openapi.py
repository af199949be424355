"""OpenAPI documents: which texts are one, where their paths are, who may call what."""

import pytest

from harness.core import openapi


@pytest.mark.parametrize("text", ['{"openapi": "3.1.0", "paths": {}}', "openapi: 3.0.3\npaths: {}\n"])
def test_json_and_yaml_are_read(text: str) -> None:
    assert openapi.parse(text)["paths"] == {}


@pytest.mark.parametrize("text", ["swagger: '2.0'\n", "<html>", "[]", "a: b: c", ""])
def test_what_is_no_document_of_version_3_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="expected an OpenAPI document"):
        openapi.parse(text)


@pytest.mark.parametrize(
    ("servers", "base"),
    [
        ([], ""),
        ([{"url": "http://localhost:8000"}], ""),
        ([{"url": "https://shop.example/api/"}], "/api"),
        ([{"url": "/{version}", "variables": {"version": {"default": "v2"}}}], "/v2"),
    ],
)
def test_where_the_paths_are(servers: list[object], base: str) -> None:
    assert openapi.base_path({"servers": servers}) == base


def test_an_id_that_several_have_names_none() -> None:
    one, other = {"operationId": "read"}, {"operationId": "write"}
    document = {"paths": {"/a": {"get": one, "post": other}, "/b": {"get": one, "put": {}}}}
    assert list(openapi.by_id(document)) == ["GET /a", "write", "GET /b", "PUT /b"]


@pytest.mark.parametrize(
    ("own", "common", "demanded"),
    [
        ({}, {}, False),
        ({}, {"security": [{"bearer": []}]}, True),
        ({"security": []}, {"security": [{"bearer": []}]}, False),
        ({"security": [{"bearer": []}, {}]}, {}, False),
        ({"security": [{"bearer": []}]}, {}, True),
    ],
)
def test_who_has_to_sign_in(own: dict[str, object], common: dict[str, object], demanded: bool) -> None:
    """An empty way (`{}`) is nobody's: https://spec.openapis.org/oas/v3.1.0#security-requirement-object."""
    assert openapi.demands_sign_in(common, openapi.Operation("GET", "/", own)) is demanded


def test_references_that_lead_out_are_found() -> None:
    document = {"a": [{"$ref": "#/b"}, {"$ref": "other.yaml#/c"}], "b": {"$ref": "https://x.example/d"}}
    assert list(openapi.outside(document)) == ["other.yaml#/c", "https://x.example/d"]
