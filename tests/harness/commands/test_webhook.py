"""`checkout-harness webhook`: what it refuses, prints and writes, and its exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.cli import app
from harness.stack.processes.ports import free_port
from tests.harness.webhook_probe.handlers import SECRET, serving

NOWHERE = "http://127.0.0.1:9/webhook"
LIVE = "sk_" + "live_0123456789abcdef"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STRIPE_WEBHOOK_SECRET", "STRIPE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["https://shop.example/webhook", "--secret", "whsec_1"], "expected a handler on this machine"),
        ([NOWHERE, "--secret", "whsec_1", "--effects", "http://192.0.2.1/x"], "expected --effects on this machine"),
        ([NOWHERE], "expected the endpoint's signing secret (whsec_...), got none. Hint:"),
        ([NOWHERE, "--secret", "sk_test_1"], "expected the endpoint's signing secret (whsec_...), got an API key"),
        ([NOWHERE, "--secret", "whsec_1", "--stripe-key", LIVE], "got a live key, which charges real cards"),
        ([NOWHERE, "--secret", "whsec_1", "--events", "charge.refund"], "got 'charge.refund'. Hint: payment_intent."),
        ([NOWHERE, "--secret", "whsec_1", "--metadata", "order"], "expected --metadata KEY=VALUE, got 'order'"),
        ([NOWHERE, "--secret", "whsec_1"], "expected a handler at http://127.0.0.1:9/webhook, got: connection refused"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_a_sentence(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["webhook", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert LIVE not in result.stderr


@pytest.mark.parametrize(("defect", "exit_code", "verdict"), [("good", 0, "pass"), ("replays", 1, "fail")])
def test_a_table_a_sentence_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, defect: str, exit_code: int, verdict: str
) -> None:
    """The secret, which may come from the environment, is in none of them."""
    port, written = free_port(), tmp_path / "webhook.json"
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", SECRET)
    with serving(f"http://127.0.0.1:{port}", defect) as url:
        arguments = [f"{url}/webhook", "--stripe-port", str(port), "--events", "payment_intent.succeeded"]
        patient = ["--within", "120", "--timeout", "20", "--json", str(written)]
        result = CliRunner().invoke(app, ["webhook", *arguments, *patient])
    assert result.exit_code == exit_code, result.output
    document = json.loads(written.read_text("utf-8"))
    assert (document["verdict"], document["exit_code"]) == (verdict, exit_code)
    assert document["sentence"] in result.stdout
    assert f"Stripe for this run: http://127.0.0.1:{port}, key sk_test_webhook" in result.stdout
    assert ("[webhook_old_signature_accepted] A signature that is older" in result.stdout) == (verdict == "fail")
    assert SECRET not in result.output + written.read_text("utf-8")


def test_a_version_that_stripe_does_not_have_ends_with_2() -> None:
    with serving("http://127.0.0.1:9") as url:
        result = CliRunner().invoke(app, ["webhook", url, "--secret", SECRET, "--api-version", "1999-12-31"])
    assert result.exit_code == 2
    assert "1999-12-31" in result.stderr
