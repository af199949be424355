"""What the machine gave a run, in one plain line for people; `verdict.json` has the figures."""

from harness.judging.verdict import Run


def line(run: Run) -> str:
    """That the machine starved the run, and how; empty when it did not, or nobody measured."""
    load = run.machine
    if not load.get("starved"):
        return ""
    others, waiting = load["cpu_share_of_others"], load["waited_share"]
    return (
        f"The machine was too busy for this run: other processes used {others:.0%} of its {load['cores']} cores, "
        f"on average {waiting:.1f} of the run's processes waited for one, and its timers were up to "
        f"{load['worst_lag_seconds']:.1f} s late. What was too late because of this counts as unknown, not as wrong."
    )
