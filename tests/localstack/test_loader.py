"""The loader of the open core: it leaves out what fails, and does nothing beside the licensed one."""

from __future__ import annotations

from pathlib import Path

import requests

from tests.localstack.conftest import Image
from tests.localstack.engine import HEALTH, STATUS, Container, docker, running, with_packages

PACKAGES = Path(__file__).parent / "packages"
LOCALSTACK_HEALTH = "/_localstack/health"


def test_ours_is_told_as_ready(localstack: Container) -> None:
    ours = localstack.extensions()["stripe-emulator"]
    assert (ours["state"], ours["errors"]) == ("ready", {})


def test_the_published_extension_is_loaded_too(image: Image) -> None:
    with running(image("localstack-stock")) as stock:
        stock.wait("/stripe/js.stripe.com/v3/")
        answer = requests.get(f"{stock.url}/stripe/v1/customers", auth=("sk_test_1", ""), timeout=30)
        assert answer.json()["object"] == "list"
        assert list(stock.extensions()) == ["localstripe"]


def test_extensions_that_fail_are_left_out_and_told(image: Image) -> None:
    """LocalStack and the extension that works go on."""
    with running(image("localstack"), 4566, *with_packages(PACKAGES / "broken")) as container:
        container.wait(HEALTH)
        extensions = container.extensions()
        failed = {name: extension["errors"] for name, extension in extensions.items() if extension["state"] == "failed"}
        assert failed == {
            "not-importable": {"load": "ModuleNotFoundError: No module named 'no_such_module'"},
            "not-makeable": {"load": "TypeError: cannot be made"},
            "start-fails": {"on_platform_start": "OSError: no port is free"},
            "routes-exit": {"update_gateway_routes": "SystemExit: 3"},
        }
        assert "update_gateway_routes" not in extensions["start-fails"]["seconds"]
        assert extensions["stripe-emulator"]["state"] == extensions["end-fails"]["state"] == "ready"
        docker("stop", "--time", "10", container.id)
        assert container.state()["ExitCode"] == 0
        assert "extension end-fails: on_platform_shutdown failed" in container.log()


def test_nothing_is_loaded_beside_the_licensed_loader(image: Image) -> None:
    with running(image("localstack"), 4566, *with_packages(PACKAGES / "licensed")) as container:
        container.wait(LOCALSTACK_HEALTH)
        for path in (STATUS, HEALTH):
            assert requests.get(container.url + path, timeout=30).status_code == 404


def test_the_licensed_package_that_is_switched_off_has_no_loader(image: Image) -> None:
    options = (*with_packages(PACKAGES / "licensed"), "--env", "ACTIVATE_PRO=0")
    with running(image("localstack"), 4566, *options) as container:
        container.wait(HEALTH)
