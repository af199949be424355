"""What `init` guesses of an adapter from an OpenAPI document: documents that people write, and ones that are served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import stack
from harness.checkouts.features import offered
from harness.checkouts.loading import load
from harness.commands import init, try_adapter
from harness.commands.init import Answers
from harness.commands.starting import routes, selling, writing
from harness.commands.starting.finding import Found
from harness.config import profile
from tests.project.machine import ROOT

Json = dict[str, Any]
TABLE = Path(__file__).with_name("guesses.yaml")
CONTRACT = ROOT / "contracts" / "payments.openapi.yaml"
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def thing(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def rows(of: Json) -> Json:
    return {"type": "array", "items": of}


def operation(sent: Json | None = None, shown: Json | None = None, **more: Any) -> Json:
    """An operation that is sent and answers JSON of these schemas."""
    answer = {"description": "ok", **({"content": {"application/json": {"schema": shown}}} if shown else {})}
    body = {"requestBody": {"content": {"application/json": {"schema": sent}}}} if sent else {}
    return {**body, "responses": {"200": answer}, **more}


def guessed(paths: Json, style: str = "", **components: Any) -> dict[str, list[str]]:
    document = {"openapi": "3.1.0", "paths": paths, "components": components}
    found = Found(routes.routes(document), style, tokens=routes.takes_tokens(document))
    return writing.guessed(found)


def test_the_reference_shop_is_guessed_whole() -> None:
    found = Found(routes.routes(routes.read(str(CONTRACT))))
    assert found.style == "payment_intent"
    names = set(writing.guessed(found)) - {"seller", "order_of"}
    adapter = load("harness.checkouts.reference:ReferenceShop")
    assert set(offered(adapter, adapter.people)) - names == {"mails", "pages", "payment"}
    assert selling.webhook(found.routes) == "/api/webhooks/stripe"
    assert selling.health(found.routes) == "/health"


@pytest.mark.parametrize("row", yaml.safe_load(TABLE.read_text("utf-8")), ids=lambda row: row["method"])
def test_a_method_is_guessed(row: Json) -> None:
    assert guessed(row["paths"])[row["method"]] == row["lines"]


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        ({"/carts/{cart_id}/items/{item_id}": {"put": operation(thing(quantity=WHOLE))}}, "set_quantity"),
        ({"/payments/config": {"post": operation()}, "/payments/refund": {"post": operation()}}, "begin"),
        ({"/stripe/webhook": {"post": operation()}}, "begin"),
        ({"/users": {"post": operation(thing(name=TEXT))}}, "sign_up"),
        ({"/customers": {"get": operation(shown=rows(thing(name=TEXT)))}}, "catalogue"),
    ],
)
def test_what_is_something_else_is_not_guessed(paths: Json, name: str) -> None:
    assert name not in guessed(paths)


def test_a_form_is_sent_as_one_and_a_token_is_kept() -> None:
    form = {"content": {"application/x-www-form-urlencoded": {"schema": thing(username=TEXT, password=TEXT)}}}
    paths = {"/token": {"post": {"requestBody": form, "responses": {"200": {"description": "ok"}}}}}
    assert guessed(paths, securitySchemes={"o": {"type": "oauth2"}})["sign_in"] == [
        'answer = self.http.post("/token", form={"username": email, "password": password})',
        'self.http.headers["Authorization"] = f"Bearer {answer.json()[\'access_token\']}"',
    ]


def test_a_schema_that_contains_itself_ends() -> None:
    node = {"type": "object", "properties": {"children": rows({"$ref": "#/components/schemas/Node"})}}
    paths = {"/products": {"get": operation(shown={"$ref": "#/components/schemas/Node"})}}
    assert guessed(paths, schemas={"Node": node}) == {}


@pytest.mark.slow
def test_the_served_document_of_the_reference_shop_makes_an_adapter_that_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI's own document, fetched: nothing in the adapter is written by hand, and `try` goes through."""
    monkeypatch.chdir(tmp_path)
    with stack.start("embedded", profile.load(), seed=1, logs=tmp_path / "logs") as running:
        start = "{python} -m checkout --host 127.0.0.1 --port {port}"
        assert init.run(Answers(start=start, openapi=f"{running.checkout_url}/openapi.json", yes=True)) == 0
    ended = try_adapter.run(
        mode="embedded", stripe="emulator", aws=None, profile_path=profile.of_this_folder(), seed=1, reports=tmp_path
    )
    assert ended == 0, capsys.readouterr()
    assert "The adapter works" in capsys.readouterr().out
