"""The first lines of the emulator's README do what they say: each block of a client that can be had is run as it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.clients import tools
from tests.clients.conftest import obtained
from tests.clients.test_cli_triggers import environment
from tests.stripe_emulator.client import Account

README = Path(__file__).resolve().parents[2] / "services" / "stripe_emulator" / "README.md"
BASE, KEY = "http://127.0.0.1:4567", "sk_test_myshop"
CLIENTS = ("python", "javascript", "sh", "php", "ruby", "go", "java", "csharp")


def blocks(language: str) -> list[str]:
    """The blocks of code in this language, in the order of the page."""
    return re.findall(rf"```{language}\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


def pointed(code: str, account: Account) -> str:
    """The code with this test's emulator and account in place of the README's."""
    host, port = account.base.removeprefix("http://").split(":")
    assert host == "127.0.0.1"
    return code.replace("4567", port).replace(KEY, account.secret_key).replace("=myshop", f"={account.name}")


def run(command: list[str], at: Path, **environment: str) -> str:
    """What a command prints that ends well."""
    ended = subprocess.run(
        command, cwd=at, env=environment or None, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}"
    return ended.stdout


def customers(account: Account) -> list[tuple[str, str]]:
    return [(one["id"], one["name"]) for one in account.get("/v1/customers").json()["data"]]


def test_python(account: Account, tmp_path: Path) -> None:
    told = run([sys.executable, "-c", pointed(blocks("python")[0], account)], tmp_path)
    assert customers(account) == [(told.strip(), "Ada")]


def test_python_goes_on_to_the_hosted_page(account: Account, tmp_path: Path, http: httpx.Client) -> None:
    """An endpoint, and a page that can be opened; its delivery is in the log, and refused: nobody listens there."""
    code = pointed("".join(blocks("python")[:2]), account)
    _, secret, url = run([sys.executable, "-c", code], tmp_path).splitlines()
    assert re.fullmatch(r"whsec_\w+", secret)
    assert url.startswith(f"{account.base}/c/pay/cs_test_")
    assert "Tea" in http.get(url).text


def test_node(account: Account, tmp_path: Path) -> None:
    node, sdk = obtained(tools.node_sdk)
    (tmp_path / "node_modules").symlink_to(sdk / "node_modules")
    (tmp_path / "first.mjs").write_text(pointed(blocks("javascript")[0], account), "utf-8")
    told = run([node, "first.mjs"], tmp_path)
    assert customers(account) == [(told.strip(), "Ada")]


def test_the_stripe_cli(account: Account, tmp_path: Path) -> None:
    binary = obtained(tools.stripe_cli)
    lines = next(block for block in blocks("sh") if block.startswith("stripe ")).splitlines()
    home = {**environment(tmp_path), "PATH": f"{binary.parent}{os.pathsep}{os.environ['PATH']}"}
    told = [run(["sh", "-c", pointed(line, account)], tmp_path, **home) for line in lines]
    assert customers(account)[-1][1] == "Ada"
    assert "Trigger succeeded" in told[1]
    assert '"name": "Ada"' in told[2]


def test_the_commands_of_curl(account: Account, tmp_path: Path) -> None:
    """Each answers. What is saved is loaded elsewhere: other tests have accounts in this emulator."""
    account.pay()
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]
    asked = [line for line in lines if "PUT" not in line]
    for line in asked:
        run(["sh", "-c", pointed(line, account)], tmp_path)
    assert (len(asked), len(lines)) == (5, 6)
    assert '"object": "state"' in (tmp_path / "state.json").read_text("utf-8")


@pytest.mark.parametrize("language", CLIENTS)
def test_every_client_has_three_lines(language: str) -> None:
    """At most, and with the address and the key in them."""
    block = next(one for one in blocks(language) if KEY in one)
    assert len([line for line in block.splitlines() if line.strip()]) <= 3
    assert KEY in block
    assert "4567" in block
