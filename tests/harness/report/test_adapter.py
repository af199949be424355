"""What reports say of an adapter that cannot be used."""

from __future__ import annotations

from pathlib import Path

from harness.judging.verdict import Run, judge
from harness.report import markdown, summary, terminal, verdict_json

UNUSABLE = "the adapter: begin: The checkout refused to begin: it answered 404\n    curl -X POST /pay\n    -> 404 <h1>"
STACK = {"mode": "embedded", "why": "", "startup_seconds": 1.0, "asked": "auto", "profile": "mine"}
REFUND = "refunds never exceed what was paid"


def test_an_adapter_that_cannot_be_used_is_the_whole_verdict(tmp_path: Path) -> None:
    run = Run(stack=STACK, adapter=UNUSABLE, not_offered={"refund": REFUND})
    verdict = judge(run)
    assert (verdict.word, verdict.exit_code, verdict.reasons) == ("unknown", 3, (f"unknown: {UNUSABLE}",))
    assert verdict_json.document(run, verdict)["adapter"]["trouble"] == UNUSABLE
    lines = terminal.closing_lines(run, verdict, tmp_path)
    assert lines[0] == "No answer: the adapter cannot use this checkout yet"
    assert "Hint: `checkout-harness try`" in lines[-2]
    page, text = summary.render(run, verdict), markdown.render(run, verdict)
    assert "<p>unknown: the adapter: begin: The checkout refused to begin: it answered 404</p>" in page
    assert "<pre>    curl -X POST /pay\n    -&gt; 404 &lt;h1&gt;</pre>" in page
    assert "```\nunknown: the adapter: begin: " in text
    for told in (page, text):
        assert "must reach" not in told
        assert REFUND not in told
