"""What the machine gave a run, in one plain line for people; `verdict.json` has the figures."""

from harness.judging.verdict import Run


def line(run: Run) -> str:
    """That the machine starved the run, and how; empty when it did not, or nobody measured."""
    load = run.machine
    if not load.get("starved"):
        return ""
    return (
        f"The machine starved this run: other processes had {load['cpu_share_of_others']:.0%} of its {load['cores']} "
        f"cores, {load['waited_share']:.1f} of its own were waiting for one on average, and its clock was up to "
        f"{load['worst_lag_seconds']:.1f} s late. What did not come in time is unknown then, not wrong."
    )
