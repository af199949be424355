"""Other Stripes than the emulator, in containers: the published extension, and real test mode proved on another one."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import requests

from harness import stack
from harness.config import profile
from harness.core.awaiting import eventually
from harness.stack.base import stripe_backends
from harness.stack.base.stack import Stack
from harness.stack.docker import leftovers
from harness.stack.processes.ports import LOOPBACK, free_port
from tests.localstack.conftest import Image
from tests.localstack.engine import HEALTH, LABEL, docker

BRIDGE = "{{with index .IPAM.Config 0}}{{or .Gateway .Subnet}}{{end}}"
KEYS = {stripe_backends.SECRET: "sk_test_other", stripe_backends.PUBLISHABLE: "pk_test_other"}
READ_STRIPE = """
import json, os, urllib.request
bearer = {"Authorization": "Bearer " + os.environ["STRIPE_API_KEY"]}
request = urllib.request.Request(os.environ["STRIPE_API_BASE"] + "/v1/customers", headers=bearer)
print(json.load(urllib.request.urlopen(request))["object"])
"""


def name_of(running: Stack, part: str) -> str:
    """The name of a part's container."""
    return f"{leftovers.LABEL}-{running.run}-{part}"


def test_the_published_extension_serves_the_checkout(image: Image, tmp_path: Path) -> None:
    image("localstack-stock")
    with stack.start("containers", profile.load(), seed=1, logs=tmp_path, stripe="stock") as stock:
        assert stock.stripe == "stock"
        assert requests.get(f"{stock.checkout_url}/health", timeout=10).status_code == 200
        listed = requests.get(f"{stock.stripe_url}/v1/customers", auth=(stock.secret_key, ""), timeout=30)
        assert listed.json()["object"] == "list"
        assert docker("exec", name_of(stock, "checkout"), "python", "-c", READ_STRIPE) == "list"


@pytest.fixture
def elsewhere(image: Image) -> Iterator[str]:
    """Another LocalStack in Stripe's place, published on loopback and on the address by which containers know us."""
    bridge, port = address_here(docker("network", "inspect", "bridge", "--format", BRIDGE)), free_port()
    publish = [word for address in (LOOPBACK, bridge) for word in ("--publish", f"{address}:{port}:4566")]
    container = docker("run", "--detach", "--init", "--label", LABEL, *publish, image("localstack"))
    url = f"http://{LOOPBACK}:{port}"
    try:
        eventually(lambda: serves(url + HEALTH), reason="the other Stripe serving", deadline=120)
        yield url
    finally:
        docker("rm", "--force", "--volumes", container)


def address_here(gateway: str) -> str:
    """The gateway; the first address of the subnet where an engine that was just installed tells no gateway yet."""
    return gateway if "/" not in gateway else str(ip_network(gateway)[1])


def serves(url: str) -> bool:
    """Whether GET url answers 200."""
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def test_real_test_mode_is_reached_from_a_container(
    elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checkout asks it with the keys of the environment; this run's LocalStack has AWS only."""
    for name, value in {**KEYS, stripe_backends.BASE: elsewhere}.items():
        monkeypatch.setenv(name, value)
    with stack.start("containers", profile.load(), seed=1, logs=tmp_path, stripe="live-test") as live:
        assert (live.stripe_url, live.secret_key) == (elsewhere, KEYS[stripe_backends.SECRET])
        inside = docker("exec", name_of(live, "checkout"), "python", "-c", READ_STRIPE)
        assert inside == "list"
        requests_there = requests.get(f"{live.aws_url}/_localstack/stripe/requests", timeout=10).json()["data"]
    assert requests_there == []
