"""The tables, `summary.md`, and what GitHub shows: the same facts, bounded, and nothing in them can become markup."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from harness.config import known_issues
from harness.judging.verdict import Case, Finding, KnownIssue, Run, judge
from harness.report import github, markdown, summary, tables, verdict_json
from harness.report.allure import executor
from harness.report.terminal import closing_lines
from tests.harness.report.test_report import DECLINED, RUN, VISA

INVARIANT = "no_order_without_money"
ISSUE = 'title = "t"\nuntil = 2030-01-01'
FAILED = replace(
    RUN.cases[1],
    nodeid="scenarios/test_a.py::test_b[x,y]",
    line=12,
    labels={"channel": "faults"},
    judged={INVARIANT: "violated"},
)
CASES = (
    replace(RUN.cases[0], labels={"channel": "browser"}, judged={INVARIANT: "holds"}, seconds=3.5),
    FAILED,
    RUN.cases[2],
)
PROMISE = "refunds never exceed what was paid"
SEEN = replace(RUN, cases=CASES, not_offered={"refund": PROMISE})


def test_the_matrix_counts_by_channel_failing_cards_first() -> None:
    rows = tables.matrix(SEEN)
    assert [(row["number"], row["state"]) for row in rows][:2] == [(DECLINED, "failed"), ("5555555555554444", "unused")]
    cells = {row["number"]: row["cells"] for row in rows}
    assert cells[DECLINED]["faults"] == {"passed": 0, "failed": 1}
    assert cells[VISA]["browser"] == {"passed": 1, "failed": 0}
    assert tables.channels(SEEN) == {"API": 0, "browser": 1, "faults": 1}


def test_a_part_of_the_suites_lists_the_cards_it_paid_with() -> None:
    assert {row["number"] for row in tables.matrix(replace(SEEN, full=False))} == {VISA, DECLINED}


def test_the_invariants_say_how_many_cases_each_judged() -> None:
    rows = {row["name"]: row for row in tables.invariants(SEEN)}
    assert (rows[INVARIANT]["judged"], rows[INVARIANT]["violated"], rows[INVARIANT]["unknown"]) == (2, 1, 0)
    assert rows["money_once"]["judged"] == 0


def test_page_and_markdown_tell_the_same() -> None:
    verdict = judge(SEEN)
    page, text = summary.render(SEEN, verdict), markdown.render(SEEN, verdict)
    for words in (
        "not offered: subscriptions",
        "Slowest cases",
        "Faults and webhooks",
        "Situations that the run reached",
        "seed 7",
        "--seed=7",
        next(row["sentence"] for row in tables.invariants(SEEN) if row["name"] == INVARIANT),
        "What this checkout does not offer",
        PROMISE,
        "Saw nothing",
    ):
        assert words in page
        assert words in text.replace("\\_", "_")


def test_what_is_not_offered_is_told_with_what_it_costs() -> None:
    asked = Case("s::refund", "Refund", "skipped", reason="not offered: refund")
    run = replace(SEEN, cases=(*CASES, asked, replace(asked, nodeid="s::again")))
    assert tables.not_offered(run) == [{"name": "refund", "promise": PROMISE, "cases": 2}]
    assert tables.not_offered(replace(run, not_offered={})) == []
    assert "What this checkout does not offer" not in summary.render(
        replace(run, not_offered={}), judge(replace(run, not_offered={}))
    )


def test_an_invariant_that_saw_nothing_has_not_held() -> None:
    run = replace(RUN, cases=(replace(CASES[0], judged={INVARIANT: "nothing seen"}),))
    row = next(row for row in tables.invariants(run) if row["name"] == INVARIANT)
    assert (row["judged"], row["nothing_seen"], row["violated"], row["unknown"]) == (0, 1, 0, 0)
    page = summary.render(run, judge(run))
    assert "saw nothing</span>" in page
    assert row["sentence"] in markdown.render(run, judge(run)).replace("\\_", "_")


def test_each_summary_says_that_the_machine_starved_the_run(tmp_path: Path) -> None:
    gave = {"cores": 2, "starved": True, "cpu_share_of_others": 0.6, "waited_share": 1.4, "worst_lag_seconds": 0.34}
    sentence = "The machine was too busy for this run: other processes used 60% of its 2 cores"
    for starved in (True, False):
        run = replace(RUN, machine={**gave, "starved": starved})
        texts = [summary.render(run, judge(run)), markdown.render(run, judge(run))]
        texts.append("".join(closing_lines(run, judge(run), tmp_path)))
        assert [sentence in text for text in texts] == [starved] * 3
        assert verdict_json.document(run, judge(run))["machine"]["starved"] == starved


def test_markdown_cannot_be_made_by_what_failed() -> None:
    bad = Finding("c", "<img src=x> | `x` @here", however=("[a](http://b)\n\n# head", "*b* ~c~"), exchange="``` end")
    run = replace(RUN, cases=(Case("n", "<b>| t", "failed", findings=(bad,)),), problems=("<script>", "| x"))
    text = markdown.render(run, judge(run))
    assert "<img" not in text
    assert "<script>" not in text
    assert "[a](" not in text
    assert "\n# head" not in text
    assert "@here" not in text
    assert text.count("```") % 2 == 0


def test_a_long_summary_is_cut_at_a_line_and_says_so() -> None:
    whole = "line of text é\n" * 100_000
    short = markdown.cut(whole)
    assert len(short.encode()) <= markdown.MOST_BYTES
    assert short.endswith(markdown.CUT)
    assert markdown.cut("short") == "short"
    inside = markdown.cut("```\n" + "x\n" * 600_000)
    assert inside.count("```") == 2


def test_github_gets_an_annotation_for_each_failing_case() -> None:
    document = verdict_json.document(SEEN, judge(SEEN))
    (line,) = github.annotations(document)
    assert line.startswith("::error file=scenarios/test_a.py,line=12,title=A <declined> card buys nothing::")
    assert "%0AHowever Stripe received 0 usd%0Arerun: pytest" in line
    assert "\n" not in line


def test_github_gets_ten_annotations_at_most() -> None:
    many = tuple(replace(FAILED, nodeid=f"scenarios/test_a.py::test_{number}") for number in range(30))
    run = replace(RUN, cases=many)
    lines = github.annotations(verdict_json.document(run, judge(run)))
    assert len(lines) == github.MOST
    assert "and 21 more" in lines[-1]


def test_a_run_without_failing_cases_has_its_reasons_as_annotations() -> None:
    run = Run(problems=("no stack: 100% gone",))
    assert github.annotations(verdict_json.document(run, judge(run))) == [
        "::error title=checkout-harness::no stack: 100%25 gone"
    ]
    assert github.annotations({"exit_code": 0}) == []


def test_the_job_summary_is_appended_and_stays_below_its_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / markdown.NAME).write_text("# mine\n", "utf-8")
    step = tmp_path / "step"
    step.write_text("before\n", "utf-8")
    document = verdict_json.document(SEEN, judge(SEEN))
    github.tell(document, tmp_path, {github.SUMMARY: str(step)})
    assert step.read_text("utf-8") == "before\n# mine\n"
    assert capsys.readouterr().out == ""
    step.write_text("x" * (github.STEP_BYTES - 3), "utf-8")
    github.tell(document, tmp_path, {github.SUMMARY: str(step), github.ACTIONS: "true"})
    assert step.stat().st_size <= github.STEP_BYTES
    assert capsys.readouterr().out.startswith("::error ")


@pytest.mark.parametrize(
    ("env", "name", "url"),
    [
        (
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": "https://g",
                "GITHUB_REPOSITORY": "a/b",
                "GITHUB_RUN_ID": "9",
                "GITHUB_WORKFLOW": "checkout",
                "GITHUB_RUN_NUMBER": "4",
            },
            "checkout #4",
            "https://g/a/b/actions/runs/9",
        ),
        (
            {"GITLAB_CI": "true", "CI_JOB_NAME": "verdict", "CI_PIPELINE_IID": "4", "CI_JOB_URL": "https://l/9"},
            "verdict #4",
            "https://l/9",
        ),
        (
            {"JENKINS_URL": "https://j", "JOB_NAME": "shop", "BUILD_NUMBER": "4", "BUILD_URL": "https://j/4"},
            "shop #4",
            "https://j/4",
        ),
    ],
    ids=["github", "gitlab", "jenkins"],
)
def test_the_executor_is_the_ci_s_own(env: dict[str, str], name: str, url: str) -> None:
    document = executor.executor(RUN, env)
    assert (document["buildName"], document["buildUrl"], document["buildOrder"]) == (name, url, 4)


def test_without_a_ci_the_executor_is_this_command() -> None:
    assert executor.executor(RUN, {})["buildName"] == RUN.command


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "t"\nuntil = 2030-01-01', ":1: expected [issue] with `title` and `match` and `until`, got no match."),
        (
            f'{ISSUE}\nmatch = "("',
            ":4: expected a regular expression for `match`, got '('. Hint: missing )",
        ),
        ('title = "t"\nmatch = "m"\nuntil = "soon"', ":4: expected a day such as 2030-01-31"),
        ('title = "t"\nmatch = "m"\nuntil = "soon"', "for `until`, got 'soon'"),
        (f'{ISSUE}\nmatch = "m"\nwhy = "x"', ":5: expected title or match or until or code or link in [issue]"),
        (f'{ISSUE}\nmatch = "m"\nwhy = "x"', "got `why`"),
        (f'{ISSUE}\nmatch = "m"\nlinks = "x"', "got `links`. Hint: did you mean `link`?"),
    ],
)
def test_a_known_issue_that_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / known_issues.NAME).write_text(f"[[issue]]\n{text}\n", "utf-8")
    with pytest.raises(ValueError, match=r"known_issues\.toml:\d: .*\. Hint: .") as error:
        known_issues.load(tmp_path)
    assert message in str(error.value)


def test_a_list_with_another_name_is_no_empty_list(tmp_path: Path) -> None:
    (tmp_path / known_issues.NAME).write_text('[[issues]]\ntitle = "t"\n', "utf-8")
    with pytest.raises(ValueError, match=r"toml:1: expected \[\[issue\]\] only, .* did you mean \[\[issue\]\]"):
        known_issues.load(tmp_path)


def test_a_known_issue_never_changes_the_verdict_and_expires() -> None:
    issue = KnownIssue("slow refunds", "declined", "2030-06-01", code="order_without_money")
    known = replace(SEEN, known=(issue,))
    assert judge(known) == judge(SEEN)
    assert not known_issues.expired(issue, date(2030, 6, 1))
    assert known_issues.expired(issue, date(2030, 6, 2))
    (row,) = verdict_json.document(known, judge(known))["known_issues"]
    assert (row["title"], row["cases"]) == ("slow refunds", 1)
    assert "slow refunds" in summary.render(known, judge(known))
    assert known_issues.of(FAILED, (replace(issue, code="other"),)) is None
