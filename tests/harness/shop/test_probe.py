"""`checkout-harness try`, and the probe of a gate: an adapter that cannot be used judges nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.checkouts import Payment, Refused
from harness.commands import try_adapter
from harness.core.exchange import Exchange
from harness.core.history import History
from harness.shop import probe as probing
from harness.shop.probe import DECLINED, VISA, Story
from harness.shop.shop import Shop

# A shop that answers its two routes, and begins payments that no Stripe knows.
SHOP = """
import http.server, json, sys
SHOWN = {"/health": {}, "/products": [{"id": "1", "price": 500, "currency": "usd"}], "/pay": {"id": "pi_of_another"}}

class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(SHOWN.get(self.path, {"error": "no such page"})).encode()
        self.send_response(200 if self.path in SHOWN else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Shop).serve_forever()
"""
PROFILE = """
[start]
command = ["{python}", "shop.py", "{port}"]
directory = "."

[adapter]
file = "my_shop.py"
"""
ADAPTER = """
from harness.checkouts import Adapter, Payment, Product, Shopper

class MyShopper(Shopper):
    def begin(self, **tampering):
        body = self.http.post("{pay}").json()
        return Payment(id=body["{id}"], client_secret="pi_of_another_secret_1")

class MyShop(Adapter):
    people = MyShopper
    def catalogue(self):
        return [Product(row["id"], row["{price}"], row["currency"]) for row in self.http.get("{products}").json()]
"""
CASES = "scenarios/test_success_cards.py"
GOOD = {"products": "/products", "pay": "/pay", "id": "id", "price": "price"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The shop and its profile."""
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    (tmp_path / "checkout-harness.toml").write_text(PROFILE, "utf-8")
    return tmp_path


def adapter(project: Path, **wrong: str) -> None:
    """An adapter with something wrong."""
    text = ADAPTER.replace("return Payment(", f"return {wrong.get('made', 'Payment')}(")
    for name, value in {**GOOD, **wrong}.items():
        text = text.replace("{" + name + "}", value)
    (project / "my_shop.py").write_text(text, "utf-8")


def tried(project: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """What `try` ends with and tells."""
    where: dict[str, Any] = {"mode": "embedded", "stripe": "emulator", "aws": None, "seed": 1}
    status = try_adapter.run(**where, profile_path=project / "checkout-harness.toml", reports=project / "reports")
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.mark.parametrize(
    ("wrong", "step", "words"),
    [
        ({"products": "/goods"}, "something to buy", ("/goods", "-> 404 {'error': 'no such page'}", "answered 404")),
        ({"price": "cost"}, "something to buy", ("method `catalogue` broke", "KeyError: 'cost'", "my_shop.py:")),
        ({"id": "payment"}, "begin", ("method `begin` broke", "KeyError: 'payment'", "curl -X POST")),
        (
            {},
            "begin",
            ("speaks to another Stripe than this run's", "No such payment_intent: 'pi_of_another'", "Hint: let"),
        ),
        ({"made": "dict"}, "begin", ("the adapter answered what cannot be used: AttributeError: ", "Hint: ")),
    ],
)
def test_try_stops_at_the_first_step_that_fails(
    project: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, str], step: str, words: tuple[str, ...]
) -> None:
    adapter(project, **wrong)
    status, out, err = tried(project, capsys)
    assert status == 3, out + err
    assert err == f"\nstopped at `{step}`: mend the adapter (or the checkout), and try again\n"
    last = out.rpartition(f"x {step}")[2]
    assert [word for word in words if word not in last] == [], out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "expected a Python file for `file`, got "),
        ("", "adapter: expected one class made from Adapter in "),
        ("import nothing_of_that_name", "adapter: expected a file that Python can run, got ModuleNotFoundError: "),
        ("class", "adapter: expected a file that Python can run, got SyntaxError: "),
        (ADAPTER.replace("people = MyShopper", ""), "adapter: expected MyShop.people to be a class made from Shopper"),
        (ADAPTER.replace("def begin", "def start"), "adapter: expected a method `begin` of MyShopper, got none"),
        (ADAPTER.replace("def catalogue", "def goods"), "adapter: expected `put_on_sale` or `catalogue` of MyShop"),
    ],
)
def test_an_adapter_that_is_none_is_told_before_anything_starts(
    project: Path, capsys: pytest.CaptureFixture[str], text: str | None, words: str
) -> None:
    if text is not None:
        (project / "my_shop.py").write_text(text, "utf-8")
    status, out, err = tried(project, capsys)
    assert (status, out) == (2, "")
    assert words in err
    assert "Hint: " in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "step", "words"),
    [
        ({"products": "/goods"}, "something to buy", "/goods"),
        ({"price": "cost"}, "something to buy", "KeyError: 'cost'"),
        ({"id": "payment"}, "begin", "KeyError: 'payment'"),
    ],
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_gate_with_it_judges_nobody(
    project: Path, wrong: dict[str, str], step: str, words: str, workers: str
) -> None:
    adapter(project, **wrong)
    command = [sys.executable, "-m", "harness.cli", "gate", "--quick", "--stack=embedded", "-n", workers, CASES]
    ended = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 3, ended.stdout + ended.stderr
    document = json.loads((project / "reports" / "verdict.json").read_text("utf-8"))
    (reason,) = document["reasons"]
    assert reason.startswith(f"unknown: the adapter: {step}: ")
    assert words in reason
    assert "curl " in reason
    assert (document["verdict"], document["exit_code"], document["cases"]) == ("unknown", 3, [])
    assert document["adapter"]["trouble"] in reason
    assert "No: this checkout" not in ended.stdout
    assert "No answer: the adapter cannot use this checkout yet" in ended.stdout


@pytest.mark.parametrize(("number", "told"), [(VISA, "Hint: an order's status is paid or"), (DECLINED, "None")])
def test_a_paid_purchase_of_which_nothing_is_told_is_explained(number: str, told: str) -> None:
    """Such as by an adapter that does not translate the shop's word for paid."""
    buyer: Any = SimpleNamespace(settle=lambda _: None)
    story = Story(cast(Shop, None), buyer, "a purchase", number)
    story._payment = Payment("pi_1")
    assert told in repr(story._settle())


def refuses(step: str) -> Callable[[str, str], object]:
    """People of whom the second is refused this step."""

    def act(person: str, name: str) -> object:
        if person == "Bob" and name == step:
            answer = Exchange("POST", "http://127.0.0.1:1/pay", {}, "", 409, {}, "busy", 0.0)
            raise Refused(name, person, answer)
        return name

    return act


def test_what_is_refused_after_a_good_purchase_is_the_shops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more is asked of that person: what follows from it is for the cases."""
    act = refuses("begin")

    class TwoSteps:
        def __init__(self, _: object, buyer: str, *__: object) -> None:
            self._buyer = buyer

        def walk(self) -> tuple[tuple[str, Callable[[], object]], ...]:
            return tuple((name, partial(act, self._buyer, name)) for name in ("begin", "pays"))

    monkeypatch.setattr(probing, "Story", TwoSteps)
    shop = cast("Shop", SimpleNamespace(shopper=lambda who: who))
    steps = list(probing._steps(shop, History()))
    assert [(step.name, step.ok, step.refused) for step in steps] == [
        ("begin", True, False),
        ("pays", True, False),
        ("begin", True, True),
    ]
