"""What the machine gave a run, in one plain line for people; `verdict.json` has the figures."""

from harness.judging.verdict import Run


def line(run: Run) -> str:
    """That the machine starved the run, and how; empty when it did not, or nobody measured."""
    told = run.machine
    if not told.get("starved"):
        return ""
    return (
        f"The machine starved this run: other processes had {told['cpu_share_of_others']:.0%} of its {told['cores']} "
        f"cores, {told['waited_share']:.1f} of its own were waiting for one on average, and its clock was up to "
        f"{told['worst_lag_seconds']:.1f} s late. What did not come in time is unknown then, not wrong."
    )
