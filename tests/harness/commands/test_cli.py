"""The command: what it passes to pytest, what its exit code says, and that `up` leaves nothing behind."""

import json
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from harness import cli
from harness.cli import app
from harness.commands import bundled, child, doctor, gate, wide_console
from harness.commands.gate import GateOptions
from harness.core.awaiting import eventually
from harness.core.cards import catalogue

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "harness.cli"]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
NO_CHECKOUT = '[start]\ncommand = ["{python}", "-c", "raise SystemExit(\'no such table\')"]\n'


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command, run to its end."""
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)


def checkout_log(reports: Path) -> str:
    """What the checkout of the folder's one run wrote so far."""
    return "".join(path.read_text("utf-8") for path in (reports / "stack").glob("*/checkout.log"))


def test_the_help_names_every_command() -> None:
    help_text = ANSI.sub("", CliRunner().invoke(app, ["--help"]).output)
    for name in ("gate", "webhook", "merge", "report", "up", "down", "doctor", "cards", "explain"):
        assert name in help_text


def test_the_version_is_that_of_the_package() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"checkout-harness {version('checkout-harness')}\n")


def test_the_cards_as_json_are_the_catalogue() -> None:
    rows = json.loads(CliRunner().invoke(app, ["cards", "--json"]).output)
    assert [row["number"] for row in rows] == [card.number for card in catalogue()]
    assert {"id", "browser", "expected", "token"} <= rows[0].keys()


def test_the_cards_as_a_table_show_whole_numbers() -> None:
    text = CliRunner().invoke(app, ["cards"]).output
    assert all(card.number in text for card in catalogue())


def test_the_doctor_finds_this_machine_fit() -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    checks = json.loads(result.output)
    assert result.exit_code == 0
    assert all(check["hint"] for check in checks if not check["good"])


def test_the_doctor_says_how_the_report_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    checks = {check["name"]: check for check in json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)}
    check = checks["Allure's HTML"]
    assert not check["good"]
    assert "no Node 20+ (install: " in check["got"]
    assert "checkout-harness report" in check["hint"]


def test_the_doctor_keeps_words_in_square_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    """They are sections of a profile and extras of pip, no styles of rich."""
    check = doctor.Check("Docker", False, "the profile has no [container]", "pip install 'checkout-harness[browser]'")
    wide_console().print(doctor.table([check]))
    text = capsys.readouterr().out
    assert "the profile has no [container]" in text
    assert "checkout-harness[browser]" in text


def test_the_doctor_says_when_a_profile_cannot_be_used() -> None:
    result = CliRunner().invoke(app, ["doctor", "--profile", "nowhere.toml"])
    assert result.exit_code == 2
    assert "nowhere.toml" in result.output


@pytest.mark.parametrize(
    ("option", "content", "text"),
    [
        ("--profile", '[start]\ncommand = ["/no/such/program"]\n', "there is no program"),
        ("--reports", "a file", "reports can be written"),
    ],
)
def test_the_doctor_sees_what_the_gate_would_stumble_over(tmp_path: Path, option: str, content: str, text: str) -> None:
    path = tmp_path / "it"
    path.write_text(content, "utf-8")
    result = CliRunner().invoke(app, ["doctor", "--json", option, str(path)])
    assert result.exit_code == 2
    (bad,) = [check for check in json.loads(result.output) if check["needed"] and not check["good"]]
    assert text in bad["name"] + bad["got"]


def test_up_says_in_a_line_that_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    result = run("up", "--stack=embedded", "--reports", str(tmp_path / "a-file"))
    assert (result.returncode, result.stdout) == (2, "")
    assert "a-file" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_crash_of_the_command_is_no_failed_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", crash)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2


def test_what_was_asked_reaches_pytest() -> None:
    options = GateOptions(stack="embedded", profile=Path("p.toml"), seed=7, workers=1, select="visa")
    arguments = options.arguments()
    for argument in (
        "--stack=embedded",
        "--checkout-profile=p.toml",
        "--seed=7",
        "visa",
        "--junitxml=reports/junit.xml",
    ):
        assert argument in arguments
    assert not [argument for argument in arguments if "browser" in argument]
    assert "--checkout-browser=required" in GateOptions(browser="required").arguments()
    assert "seed 7" in options.description()


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_exit_code_is_the_verdict_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def write(arguments: list[str], __: Path) -> tuple[int, bool]:
        (run,) = [word.partition("=")[2] for word in arguments if word.startswith("--run-id=")]
        document = {"exit_code": code, "reasons": ["why"], "suites": {"cases": 0}, "run": {"id": run}}
        (tmp_path / "verdict.json").write_text(json.dumps(document), "utf-8")
        return 0, False

    monkeypatch.setattr(child, "run", write)
    assert gate.run(GateOptions(reports=tmp_path)) == code
    assert json.loads((tmp_path / "verdict.json").read_text("utf-8"))["run"]["seconds"] > 0


@pytest.mark.parametrize("left", ['{"exit_code": 0, "run": {"id": "other"}}', '{"exit_code": 0}', '{"exit_c'])
def test_a_verdict_of_another_run_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    def write(_: list[str], __: Path) -> tuple[int, bool]:
        (tmp_path / "verdict.json").write_text(left, "utf-8")
        return 0, False

    monkeypatch.setattr(child, "run", write)
    assert gate.run(GateOptions(reports=tmp_path, run="this")) == 2
    document = json.loads((tmp_path / "verdict.json").read_text("utf-8"))
    assert (document["verdict"], document["run"]["id"]) == ("could_not_run", "this")
    assert "what is there " in document["reasons"][0]


def test_no_verdict_is_could_not_run_and_old_reports_do_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "verdict.json").write_text('{"exit_code": 0, "reasons": []}', "utf-8")
    monkeypatch.setattr(child, "run", lambda _, __: (139, False))
    assert gate.run(GateOptions(reports=tmp_path)) == 2
    assert "exit status 139" in json.loads((tmp_path / "verdict.json").read_text("utf-8"))["reasons"][0]
    error = ElementTree.parse(tmp_path / "junit.xml").getroot().find(".//error")
    assert error is not None
    assert "139" in error.attrib["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere/test_x.py::test_a"], "got 'nowhere/test_x.py::test_a'"),
        ([], "expected scenarios or contracts in"),
        (["--reports", "a-file", "here"], "a-file"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "a-file").touch()
    result = subprocess.run(
        [*COMMAND, "gate", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("checkout-harness gate: ")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_the_suites_are_found_from_a_folder_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "harness" / "stack")
    assert bundled.folder_of([]) == ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    profile, reports = tmp_path / "slow.toml", tmp_path / "reports"
    mark = f"waiting-{tmp_path.name}"
    never = f"import threading; print({mark!r}, flush=True); threading.Event().wait()"
    profile.write_text(f"[start]\ncommand = ['{{python}}', '-c', \"{never}\"]\n", "utf-8")
    command = [*COMMAND, "gate", "--profile", str(profile), "--reports", str(reports)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as started:
        eventually(lambda: mark in checkout_log(reports), reason="the checkout starting", deadline=30)
        started.send_signal(number)
        assert started.wait(30) == 2
    document = json.loads((reports / "verdict.json").read_text("utf-8"))
    assert document["verdict"] == "could_not_run"
    assert "interrupted" in document["reasons"][0]
    assert mark not in subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_gate_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    profile, reports = tmp_path / "slow.toml", tmp_path / "reports"
    never = "import threading; print('waiting', flush=True); threading.Event().wait()"
    profile.write_text(f"[start]\ncommand = ['{{python}}', '-c', \"{never}\", '{tmp_path}']\n", "utf-8")
    command = [*COMMAND, "gate", "--profile", str(profile), "--reports", str(reports)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        eventually(lambda: "waiting" in checkout_log(reports), reason="the checkout starting", deadline=30)
        started.kill()

    def all_ended() -> bool:
        left = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout
        return str(tmp_path) not in left

    eventually(all_ended, reason="pytest and the checkout ending", deadline=15)


def test_a_checkout_that_cannot_start_is_exit_2_with_log_and_hint(tmp_path: Path) -> None:
    profile = tmp_path / "broken.toml"
    profile.write_text(NO_CHECKOUT, "utf-8")
    command = [*COMMAND, "gate", "--profile", str(profile), "--reports", str(tmp_path / "reports")]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert result.returncode == 2, result.stdout + result.stderr
    for text in ("could_not_run", "no such table", "Hint: "):
        assert text in result.stdout
    assert json.loads((tmp_path / "reports" / "verdict.json").read_text("utf-8"))["verdict"] == "could_not_run"


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_says_where_and_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    command = [*COMMAND, "up", "--stack=embedded", "--json", "--reports", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        running = json.loads(started.stdout.readline())
        started.send_signal(number)
        assert started.wait(30) == 0
    assert running["checkout_url"].startswith("http://127.0.0.1:")
    left = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout
    port = running["checkout_url"].rpartition(":")[2]
    assert f"--port {port}" not in left
