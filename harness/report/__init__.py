"""Reports of a run: `verdict.json` for machines, `summary.html` and `.md` for people, and files of Allure."""

from pathlib import Path

from harness.judging.verdict import Run, Verdict, judge

HINT = "free some space, or name another folder: --reports=FOLDER"


def write(run: Run, folder: Path, allure_results: Path | None = None) -> Verdict:
    """Judge the run and write every report into the folder; answers the verdict.

    The verdict comes last: where it is, the others are too. OSError when one cannot be written.
    """
    from harness.report import markdown, stacks, summary, verdict_json  # no worker needs their templates
    from harness.report.allure import files

    verdict = judge(run)
    folder.mkdir(parents=True, exist_ok=True)
    stack_figures = stacks.keep(run, verdict, folder)
    summary.write(run, verdict, folder / summary.NAME, stack_figures)
    markdown.write(run, verdict, folder / markdown.NAME, stack_figures)
    if allure_results is not None and allure_results.is_dir():
        files.write(run, verdict, allure_results, summary.answer_for_allure(run, verdict))
    verdict_json.write(run, verdict, folder / verdict_json.NAME)
    return verdict
