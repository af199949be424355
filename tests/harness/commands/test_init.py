"""`checkout-harness init`: what it writes into a project's folder, and what it says of what it cannot use."""

from __future__ import annotations

import ast
import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from harness.checkouts.features import FEATURES
from harness.checkouts.loading import features_of, load
from harness.cli import app
from harness.commands.starting import folder, writing
from harness.config import profile
from tests.project.machine import ROOT

COMMAND = [sys.executable, "-m", "harness.cli", "init"]
START = ("--start", "node server.js", "--yes")
DJANGO = "{python} manage.py runserver --noreload 127.0.0.1:{port}"
UVICORN = "-m uvicorn main:api --host 127.0.0.1 --port {port}"
STYLES = ("payment_intent", "hosted", "embedded", "at_server")


def init(at: Path, *options: str) -> Result:
    """The command in this folder, without a terminal."""
    with contextlib.chdir(at):
        return CliRunner().invoke(app, ["init", *options])


def test_it_writes_a_profile_an_adapter_a_scenario_and_a_ci_recipe(tmp_path: Path) -> None:
    ended = init(tmp_path, *START, "--name", "tea shop", "--health", "/up", "--webhook", "/hook", "--redirect", "node")
    assert (ended.exit_code, ended.stderr) == (0, "")
    written = profile.load(tmp_path / "checkout-harness.toml")
    assert (written.name, written.command) == ("tea shop", ("node", "server.js"))
    assert (written.health_path, written.webhook_path, written.redirect) == ("/up", "/hook", "node")
    assert written.env == {"STRIPE_SECRET_KEY": "{STRIPE_API_KEY}", "PORT": "{port}"}
    assert written.adapter == str((tmp_path / "my_shop.py").resolve())
    recipe = yaml.safe_load((tmp_path / ".github/workflows/checkout.yml").read_text("utf-8"))
    assert [step.get("run", "") for step in recipe["jobs"]["gate"]["steps"]][-3:-1] == [
        "checkout-harness try --stack embedded",
        'checkout-harness gate --stack embedded --seed "$((GITHUB_RUN_ID % 2147483647))"',
    ]
    assert "def test_" in (tmp_path / "scenarios/test_mine.py").read_text("utf-8")


@pytest.mark.parametrize("style", STYLES)
def test_an_adapter_of_shapes_can_be_loaded_and_offers_what_is_needed_alone(tmp_path: Path, style: str) -> None:
    assert init(tmp_path, *START, "--style", style).exit_code == 0
    assert features_of(load(str(tmp_path / "my_shop.py"))) == ("catalogue",)


@pytest.mark.parametrize("style", STYLES)
def test_every_method_stands_there_and_its_comment_is_python(tmp_path: Path, style: str) -> None:
    init(tmp_path, *START, "--style", style)
    text = (tmp_path / "my_shop.py").read_text("utf-8")
    uncommented = "\n".join(
        line.replace("    # ", "    ", 1) if line.startswith("    # ") else line for line in text.splitlines()
    )
    methods = {node.name for node in ast.walk(ast.parse(uncommented)) if isinstance(node, ast.FunctionDef)}
    assert methods >= {"begin", *(one.name for one in FEATURES if one.name != "pages")}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "my_shop.py").write_text("MINE = 1\n", "utf-8")
    ended = init(tmp_path, *START)
    assert "left as it is  my_shop.py" in ended.stdout
    assert "wrote  checkout-harness.toml" in ended.stdout
    assert (tmp_path / "my_shop.py").read_text("utf-8") == "MINE = 1\n"
    assert init(tmp_path, *START).stdout.count("left as it is") == len(writing.FILES)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "expected --start, got nothing from which it could be guessed. Hint: give --start"),
        (("--start", "x"), "expected --port-variable, or a terminal to ask in, got neither. Hint: --yes takes"),
        (("--start", "'x", "--yes"), 'expected a command for --start, got "\'x"'),
        (
            (*START, "--style", "card"),
            "expected one of payment_intent, hosted, embedded, at_server for --style, got 'card'",
        ),
        ((*START, "--redirect", "ruby"), "expected one of python, node, none for --redirect, got 'ruby'"),
        ((*START, "--health", "health"), "expected a path that starts with / for --health, got 'health'"),
        ((*START, "--openapi", "none.json"), "expected an OpenAPI document, got none.json: No such file"),
        ((*START, "--openapi", "swagger.json"), "of version 3 in JSON or YAML, got `openapi: None` at swagger.json"),
        ((*START, "--openapi", "text"), "of version 3 in JSON or YAML, got `openapi: None` at text"),
        (
            (*START, "--openapi", "torn.json"),
            "of version 3 in JSON or YAML, got Expecting value: line 1 column 13 (char 12) at torn.json",
        ),
        ((*START, "--openapi", "lost.json"), "#/components/none leads nowhere"),
        ((*START, "--openapi", "http://127.0.0.1:9/openapi.json"), "got [Errno 111] Connection refused. Hint: start"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    (tmp_path / "swagger.json").write_text('{"swagger": "2.0"}', "utf-8")
    (tmp_path / "text").write_text("nothing", "utf-8")
    (tmp_path / "torn.json").write_text('{"openapi": ', "utf-8")
    lost = '{"openapi": "3.1.0", "paths": {"/a": {"get": {"requestBody": {"$ref": "#/components/none"}}}}}'
    (tmp_path / "lost.json").write_text(lost, "utf-8")
    ended = init(tmp_path, *options)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("checkout-harness init: expected ")
    assert words in ended.stderr
    assert "Hint: " in ended.stderr
    assert not (tmp_path / "checkout-harness.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="terminals as POSIX has them")
def test_in_a_terminal_it_asks_and_an_empty_line_takes_the_guess(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"start": "node server.js"}}', "utf-8")
    mine, theirs = os.openpty()
    answers = ("", "", "tea", "", "/hooks/stripe", "hosted", "")
    with subprocess.Popen(COMMAND, cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, text=True) as asked:
        os.write(mine, "".join(f"{answer}\n" for answer in answers).encode())
        shown, _ = asked.communicate(timeout=60)
    os.close(mine)
    os.close(theirs)
    assert "the command that starts it ({port}: a free port) [node server.js]:" in shown
    written = profile.load(tmp_path / "checkout-harness.toml")
    assert (written.name, written.command, written.webhook_path) == ("tea", ("node", "server.js"), "/hooks/stripe")
    assert "url=url" in (tmp_path / "my_shop.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("files", "command", "redirect"),
    [
        ({"package.json": '{"scripts": {"start": "node a.js"}, "dependencies": {"stripe": "1"}}'}, "node a.js", "node"),
        ({"package.json": '{"scripts": {"start": "next start"}}'}, "npm run --silent start", ""),
        ({"package.json": "{}", "server.js": ""}, "node server.js", ""),
        ({"main.py": "api = FastAPI()"}, f"{{python}} {UVICORN}", ""),
        ({"app.py": "x = Flask(1)"}, "{python} -m flask --app app run --host 127.0.0.1 --port {port}", ""),
        ({"manage.py": "", "requirements.txt": "stripe==12"}, DJANGO, "python"),
        ({"main.py": "api = FastAPI()", ".venv/bin/python": ""}, f".venv/bin/python {UVICORN}", ""),
        ({"pyproject.toml": '[project]\ndependencies = ["stripe>=8"]'}, "", "python"),
        ({"pyproject.toml": "[project", "package.json": "["}, "", ""),
    ],
)  # fmt: skip
def test_the_folder_tells_the_command_and_the_sdk(
    tmp_path: Path, files: dict[str, str], command: str, redirect: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = folder.look(tmp_path)
    assert (" ".join(found.command), found.redirect) == (command, redirect)


def test_an_environment_of_the_shop_s_own_is_made_in_the_ci_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the harness itself is in that environment, its interpreter is the run's."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "app.py").write_text("app = Flask(1)", "utf-8")
    assert list(folder.look(tmp_path).install.values()) == [
        "python -m venv .venv",
        ".venv/bin/python -m pip install -r requirements.txt",
    ]
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert folder.look(tmp_path).command[0] == "{python}"
    assert list(folder.look(tmp_path).install.values()) == ["python -m pip install -r requirements.txt"]


@pytest.mark.parametrize(
    ("example", "webhook", "health"),
    [
        ("flask_hosted", "/webhook", "/health"),
        ("express_elements", "/webhooks/stripe", "/healthz"),
        ("node_hosted", "/webhook", "/health"),
    ],
)
def test_the_sources_of_the_examples_tell_paths(example: str, webhook: str, health: str) -> None:
    found = folder.look(ROOT / "examples" / example)
    assert (found.webhook or "/webhook", found.health or "/health") == (webhook, health)


def test_the_document_is_offered_as_the_shop_s_contract(tmp_path: Path) -> None:
    """In a comment: a shop that is judged for the first time need not be fuzzed."""
    (tmp_path / "api.yaml").write_text("openapi: 3.1.0\npaths: {}\n", "utf-8")
    assert init(tmp_path, *START, "--openapi", "api.yaml").exit_code == 0
    at = tmp_path / "checkout-harness.toml"
    assert '\n# [contract]\n# openapi = "api.yaml"\n' in at.read_text("utf-8")
    at.write_text(at.read_text("utf-8").replace("# [contract]\n# openapi", "[contract]\nopenapi"), "utf-8")
    assert profile.load(at).adapter
