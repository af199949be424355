"""The wheels work where nothing of this repository is: the gate with its suites, and another project's own pytest."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import stripe

from scripts import setup
from scripts.release import wheels
from tests.project.machine import ROOT

CASES = "test_several_products or test_a_full_refund or test_a_decline_leaks"
GATE = ("gate", "--quick", "--stack=embedded", "-n", "1")
OWN = {"checkout", "stripe_emulator", "localstack_loader", "harness", "scenarios", "contracts"}
INSTALLED = "import pkgutil; print(*(module.name for module in pkgutil.iter_modules()))"
OTHER_PROJECT = """
def pytest_addoption(parser):
    for name in ("--stack", "--seed", "--reports", "--quick", "--profile", "--browser", "--shard", "--keep"):
        parser.addoption(name, default="theirs")
    parser.addini("owners", "theirs")
"""
OTHER_TESTS = """
import sys
import pytest

def test_own_options(pytestconfig):
    assert pytestconfig.getoption("--stack") == "theirs"

@pytest.mark.parametrize("name", ["shop", "stack", "seed", "history"])
def test_no_fixture_of_the_harness(request, name):
    with pytest.raises(pytest.FixtureLookupError):
        request.getfixturevalue(name)

def test_nothing_of_the_harness_is_imported():
    assert not [name for name in sys.modules if name.partition(".")[0] in ("harness", "stripe_emulator", "playwright")]
"""


@pytest.fixture
def with_shop(environment: wheels.Environment, built: dict[str, Path]) -> Iterator[wheels.Environment]:
    """The environment with the reference shop's wheel too, for one test."""
    (site,) = environment.python.parents[1].glob("lib/python*/site-packages")
    with zipfile.ZipFile(built["checkout"]) as wheel:
        wheel.extractall(site)
    yield environment
    shutil.rmtree(site / "checkout")


@pytest.mark.parametrize("name", ["checkout_harness", "stripe_emulator", "checkout", "localstack_loader"])
@pytest.mark.slow
def test_a_wheel_is_typed_and_licensed(built: dict[str, Path], name: str) -> None:
    package = "harness" if name == "checkout_harness" else name
    with zipfile.ZipFile(built[name]) as wheel:
        names = wheel.namelist()
        (metadata,) = [wheel.read(path).decode() for path in names if path.endswith(".dist-info/METADATA")]
    assert f"{package}/py.typed" in names
    assert [path for path in names if path.endswith(".dist-info/licenses/LICENSE")]
    assert "License-Expression: Apache-2.0\n" in metadata
    assert not [path for path in names if "__pycache__" in path or path.startswith("tests/")]


@pytest.mark.slow
def test_the_harness_has_its_suites_and_profiles(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["checkout_harness"]) as wheel:
        names = set(wheel.namelist())
    sources = [path for suite in ("scenarios", "contracts") for path in (ROOT / suite).rglob("*.*")]
    wanted = {f"harness/suites/{path.relative_to(ROOT).as_posix()}" for path in sources if path.suffix != ".pyc"}
    assert wanted <= names
    assert {"harness/suites/pytest.ini", "harness/config/profiles/reference.toml"} <= names


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the lock of the image is for Linux")
def test_the_emulator_s_wheel_is_enough_to_be_paid(emulator_alone: wheels.Environment, tmp_path: Path) -> None:
    """Its command starts, and the real SDK pays: nothing of this repository and no other package of it is there."""
    packages = emulator_alone.run("python", "-c", INSTALLED, cwd=tmp_path).stdout.split()
    assert set(packages) & OWN == {"stripe_emulator"}
    assert not {"stripe", "httpx", "pytest"} & set(packages)
    command = [str(emulator_alone.bin / "stripe-emulator"), "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env={}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base = process.stdout.readline().removeprefix("ready ").strip()
        client = stripe.StripeClient("sk_test_wheel", base_addresses={"api": base}, max_network_retries=0)
        methods: Any = {"enabled": True, "allow_redirects": "never"}
        paid = client.v1.payment_intents.create({
            "amount": 2000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True,
            "automatic_payment_methods": methods,
        })  # fmt: skip
        process.terminate()
    assert paid.status == "succeeded"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_gate_runs_its_suites_from_an_empty_folder(with_shop: wheels.Environment, tmp_path: Path) -> None:
    ended = with_shop.run("checkout-harness", *GATE, "-k", CASES, cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout
    verdict = json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))
    cases = [case for case in verdict["cases"] if not case["nodeid"].startswith("after::")]
    assert {case["outcome"] for case in cases} == {"passed"}
    assert all(case["nodeid"].startswith("scenarios/") for case in cases)
    assert cases[0]["rerun"].startswith("checkout-harness gate scenarios/")
    assert {path.name for path in tmp_path.iterdir()} <= {"reports", ".hypothesis"}


@pytest.mark.slow
def test_one_case_is_named_as_the_verdict_names_it(with_shop: wheels.Environment, tmp_path: Path) -> None:
    case = "scenarios/test_success_cards.py::test_several_products_make_one_order"
    ended = with_shop.run("checkout-harness", "gate", case, "--stack=embedded", "-n", "1", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.slow
def test_without_the_reference_shop_it_asks_for_a_profile(environment: wheels.Environment, tmp_path: Path) -> None:
    ended = environment.run("checkout-harness", *GATE, "-k", CASES, cwd=tmp_path)
    assert ended.returncode == 2, ended.stdout
    assert "Hint: give --profile=my-shop.toml" in ended.stdout
    doctor = environment.run("checkout-harness", "doctor", "--json", cwd=tmp_path)
    assert doctor.returncode == 2
    assert "give --profile=my-shop.toml" in doctor.stdout


@pytest.mark.slow
@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_another_project_s_pytest_is_undisturbed(
    environment: wheels.Environment, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    """Its options, fixtures, ini keys and folders may have the names of ours."""
    (tmp_path / "conftest.py").write_text(OTHER_PROJECT, "utf-8")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "test_theirs.py").write_text(OTHER_TESTS, "utf-8")
    ended = environment.run("python", "-m", "pytest", "-q", "-p", "no:schemathesis", *workers, cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout
    assert "6 passed" in ended.stdout
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("package", setup.PACKAGES)
def test_what_a_package_imports_is_among_its_dependencies(package: str) -> None:
    project = tomllib.loads((ROOT / package / "pyproject.toml").read_text("utf-8"))["project"]
    named = [
        *project["dependencies"],
        *(one for extra in project.get("optional-dependencies", {}).values() for one in extra),
    ]
    have = {re.split(r"[^\w.-]", one)[0].lower().replace("-", "_") for one in named}
    folders = ("harness", "scenarios", "contracts") if package == "." else (f"{package}/src",)
    distributions = packages_distributions()
    missing = {}
    for module, path in imported(folders):
        owners = {owner.lower().replace("-", "_") for owner in distributions.get(module, ())}
        if module not in sys.stdlib_module_names and module not in OWN and owners and not owners & have:
            missing[module] = path
    assert missing == {}


def imported(folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The top-level module of every import below these folders, and the file that has it."""
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if path.parent.name == "localstack":  # runs in LocalStack, with its packages
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            yield from ((module.partition(".")[0], path.relative_to(ROOT).as_posix()) for module in modules)
