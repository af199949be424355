"""`--aws`: which engine answers is passed to the edge, told by the reports, and of the embedded stack alone."""

from importlib.metadata import version
from pathlib import Path

import pytest

from harness import stack
from harness.commands.gate import GateOptions
from harness.config import profile
from harness.judging.verdict import Run
from harness.report import stacks, verdict_json
from harness.stack import aws, summary_text
from harness.stack.base.failure import StackFailure
from harness.stack.docker import images


def test_the_command_passes_it_on_when_it_is_asked_for() -> None:
    assert not [word for word in GateOptions().arguments() if word.startswith("--aws")]
    assert "--aws=moto" in GateOptions(aws="moto").arguments()


def test_an_engine_that_there_is_not_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    """By pytest, with the ones that there are."""
    assert pytest.main(["--aws=dynalite", "-p", "no:cacheprovider", "--collect-only", "-q", "scenarios"]) == 4
    assert "'ministack', 'moto'" in capfd.readouterr().err


@pytest.mark.parametrize("mode", ["containers", "external"])
@pytest.mark.parametrize("engine", aws.CHOICES)
def test_other_stacks_have_their_own(tmp_path: Path, mode: str, engine: str) -> None:
    with pytest.raises(StackFailure, match=f"--stack={mode} --aws={engine}"):
        stack.start(mode, profile.load(), seed=1, logs=tmp_path, aws=engine)


def test_auto_is_embedded_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where containers could be had."""
    monkeypatch.setattr(images, "find", lambda *_: ({}, ""))
    assert stack.choose("auto", profile.load(), aws="moto") == ("embedded", "auto: --aws=moto is the embedded stack's")
    assert stack.choose("auto", profile.load())[0] == "containers"


@pytest.mark.parametrize(("chosen", "engine"), [(None, "ministack"), ("moto", "moto")])
def test_the_stack_tells_what_answers(tmp_path: Path, chosen: str | None, engine: str) -> None:
    with stack.start("embedded", profile.load(), seed=1, logs=tmp_path, aws=chosen) as running:
        assert running.aws == f"{engine} {version(engine)}"
        assert f"({engine} {version(engine)})" in "\n".join(summary_text.lines(running))


def test_reports_name_it_where_it_is_not_the_usual_one() -> None:
    """A run on moto stands beside one on ministack, and is repeated on moto."""
    names = {}
    for chosen in (None, "moto"):
        run = Run(full=True, seed=7, stack={"mode": "embedded", "asked": "embedded", "aws": chosen})
        names[chosen] = stacks._name(run)
        assert ("--aws=moto" in verdict_json.again(run)) is (chosen == "moto")
    assert names == {None: "embedded", "moto": "embedded, --aws=moto"}
