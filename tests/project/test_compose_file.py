"""docker-compose.yml: what it publishes, what its containers may do, and that .env.example names what is read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.stack import dotenv, external

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
EXAMPLE = ROOT / ".env.example"
GIVEN_BY_MAKE = re.compile(r"HARNESS_\w+_IMAGE")


def read_by_compose() -> dict[str, str]:
    """The variables of the file with their defaults."""
    found = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT))
    return {name: default for name, default in found.items() if not GIVEN_BY_MAKE.fullmatch(name)}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_published_on_loopback_only_and_may_little(name: str) -> None:
    service = SERVICES[name]
    for port in service.get("ports", ()):
        assert re.fullmatch(r"127\.0\.0\.1:\$\{\w+:-\d+\}:\d+", port), port
    assert service["init"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid", "user", "build"} & set(service)
    for volume in service.get("volumes", ()):
        assert "docker.sock" not in volume
        assert volume.endswith(":ro") or not volume.startswith((".", "/")), volume


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_ours_and_is_never_pulled(name: str) -> None:
    assert re.match(r"\$\{HARNESS_\w+_IMAGE:-checkout-harness/", SERVICES[name]["image"])
    assert SERVICES[name]["pull_policy"] == "never"


def test_every_variable_has_a_default_so_that_no_file_is_needed() -> None:
    assert set(re.findall(r"\$\{(\w+)[^:\w]", TEXT)) == set()


def test_the_example_names_what_compose_and_the_external_stack_read_and_nothing_else() -> None:
    assert set(dotenv.read(EXAMPLE, {})) == {*read_by_compose(), *external.REQUIRED, *external.OPTIONAL}


def test_the_example_says_the_defaults() -> None:
    example = dotenv.read(EXAMPLE, {})
    assert {name: example[name] for name in read_by_compose()} == read_by_compose()


def test_a_port_that_is_changed_changes_the_urls() -> None:
    moved = dotenv.read(EXAMPLE, {"LOCALSTACK_PORT": "4999", "CHECKOUT_PORT": "8999"})
    assert (moved["STRIPE_API_BASE"], moved["AWS_ENDPOINT_URL"]) == ("http://localhost:4999", "http://localhost:4999")
    assert moved["CHECKOUT_URL"] == "http://localhost:8999"


def test_every_line_of_the_example_is_explained() -> None:
    """A block of lines begins with a comment."""
    for block in EXAMPLE.read_text("utf-8").strip().split("\n\n"):
        assert block.startswith("# "), block


def test_the_file_of_a_desk_is_not_in_git() -> None:
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
