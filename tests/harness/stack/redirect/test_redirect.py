"""Programs that know api.stripe.com alone, with the official SDKs of many years: started with the preload, every call
reaches the Stripe that was named, and nothing else of theirs changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness import stack
from harness.config import profile
from harness.stack import StackFailure
from harness.stack.processes.process import Process
from harness.stack.redirect import variables
from tests.clients import tools
from tests.clients.conftest import obtained

KEY = "sk_test_" + "redirect"
OWN = tools.PYTHON_SDK_VERSIONS[0]
MADE = "amount=500, currency='usd'"
PYTHON = {
    "module": f"stripe.api_key = KEY\nmade = stripe.PaymentIntent.create({MADE})",
    "list": f"stripe.api_key = KEY\nstripe.PaymentIntent.create({MADE})\n"
    "made = stripe.PaymentIntent.list(limit=1).data[0]",
    "client": f"made = stripe.StripeClient(KEY).payment_intents.create(dict({MADE}))",
    "versioned client": f"made = stripe.StripeClient(KEY).v1.payment_intents.create(dict({MADE}))",
    "async module": f"stripe.api_key = KEY\nmade = run(stripe.PaymentIntent.create_async({MADE}))",
    "async httpx": "client = stripe.StripeClient(KEY, http_client=stripe.HTTPXClient())\n"
    f"made = run(client.payment_intents.create_async(dict({MADE})))",
    "urllib": "stripe.api_key = KEY\n"
    "stripe.default_http_client = (getattr(CLIENTS, 'UrllibClient', None) or CLIENTS.Urllib2Client)()\n"
    f"made = stripe.PaymentIntent.create({MADE})",
    "requests": "stripe.api_key = KEY\nstripe.default_http_client = CLIENTS.RequestsClient()\n"
    f"made = stripe.PaymentIntent.create({MADE})",
}  # fmt: skip
PYTHON_PROGRAM = """
import asyncio, importlib, stripe
KEY, run = {key!r}, asyncio.run
try:
    CLIENTS = importlib.import_module("stripe._http_client")
except ImportError:
    CLIENTS = importlib.import_module("stripe.http_client")
{body}
print(made.id, made.amount)
"""
NODE = {
    "http": "const stripe = new Stripe(KEY);",
    "fetch": "const stripe = new Stripe(KEY, {httpClient: Stripe.createFetchHttpClient()});",
    "an agent of its own": "const agent = new (require('https').Agent)({keepAlive: true});\n"
    "const stripe = new Stripe(KEY, {httpAgent: agent});",
}  # fmt: skip
NODE_PROGRAM = """
const Stripe = require("stripe");
const KEY = "%s";
%s
stripe.paymentIntents.create({amount: 500, currency: "usd"})
  .then((made) => console.log(made.id, made.amount), (error) => { console.error(error); process.exit(1); });
"""


@pytest.fixture(scope="module")
def stripe_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulator, as the stack's Stripe."""
    log = tmp_path_factory.mktemp("emulator") / "log"
    emulator = Process("emulator", [sys.executable, "-m", "stripe_emulator", "--port", "0"], log=log)
    try:
        yield emulator.wait_for_line("ready ", 30.0)
    finally:
        emulator.close()


def ran(command: list[str], kind: str, stripe_url: str, **env: str) -> str:
    """What a program prints that was started with the preload, where nobody answers for the rest of the network."""
    env = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", **env}
    env |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    env |= variables(kind, stripe_url, env)
    ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    ("version", "way"),
    [
        *(("3.5.0", way) for way in ("module", "list", "urllib", "requests")),
        *(("5.5.0", way) for way in ("module", "urllib", "requests")),
        *(("8.0.0", way) for way in ("module", "client", "urllib")),
        *(("11.6.0", way) for way in ("module", "client", "async module", "async httpx")),
        *((OWN, way) for way in ("module", "list", "versioned client", "async module")),
        *((OWN, way) for way in ("async httpx", "urllib", "requests")),
    ],
)  # fmt: skip
def test_a_python_sdk_is_led(stripe_url: str, tmp_path: Path, version: str, way: str) -> None:
    sdk = obtained(lambda: tools.python_sdk(version))
    program = tmp_path / "shop.py"
    program.write_text(PYTHON_PROGRAM.format(key=KEY, body=PYTHON[way]), "utf-8")
    told = ran([sys.executable, str(program)], "python", stripe_url, PYTHONPATH=str(sdk) if sdk else "")
    assert told.startswith("pi_")
    assert told.endswith(" 500\n")


@pytest.mark.parametrize("way", list(NODE))
@pytest.mark.parametrize("version", ["8.222.0", "12.18.0", "17.7.0", tools.NODE_SDK_VERSION])
def test_a_node_sdk_is_led(stripe_url: str, tmp_path: Path, version: str, way: str) -> None:
    node, folder = obtained(lambda: tools.node_sdk(version))
    program = tmp_path / "shop.cjs"
    program.write_text(NODE_PROGRAM % (KEY, NODE[way]), "utf-8")
    told = ran([node, str(program)], "node", stripe_url, NODE_PATH=str(folder / "node_modules"))
    assert told.startswith("pi_")
    assert told.endswith(" 500\n")


def test_a_sitecustomize_of_the_shop_runs_too(stripe_url: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins\nbuiltins.MINE = 1\n", "utf-8")
    assert ran([sys.executable, "-c", "print(MINE)"], "python", stripe_url, PYTHONPATH=str(tmp_path)) == "1\n"


def test_options_of_the_shop_s_node_stay(stripe_url: str) -> None:
    node, _ = obtained(tools.node_sdk)
    given = ran([node, "-p", "process.title"], "node", stripe_url, NODE_OPTIONS="--title=mine")
    assert given == "mine\n"


@pytest.mark.parametrize("kind", ["python", "node"])
def test_containers_cannot_have_a_preload(tmp_path: Path, kind: str) -> None:
    wanted = replace(profile.load(), redirect=kind)
    assert stack.choose("auto", wanted) == ("embedded", f"auto: [stripe] redirect = {kind!r} is the embedded stack's")
    with pytest.raises(StackFailure) as told:
        stack.start("containers", wanted, seed=1, logs=tmp_path)
    assert f"got:      [stripe] redirect = {kind!r}" in str(told.value)
    assert "Hint: " in str(told.value)
