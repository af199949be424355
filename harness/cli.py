"""The `checkout-harness` command: gate, merge, report, up, down, doctor, cards, explain."""

import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Will this checkout charge people correctly?",
)
StackMode = Annotated[str, typer.Option("--stack", help="auto, embedded, containers or external")]
Stripe = Annotated[str, typer.Option("--stripe", help="emulator, stock or live-test (STRIPE_TEST_KEY)")]
Aws = Annotated[str | None, typer.Option("--aws", help="AWS of the embedded stack: ministack (default) or moto")]
Keep = Annotated[bool, typer.Option("--keep", help="leave the containers up at the end, and say where they are")]
ProfilePath = Annotated[Path | None, typer.Option("--profile", help="TOML profile of the checkout under test")]
Seed = Annotated[
    int | None, typer.Option("--seed", help="seed of everything random; drawn and printed without one", min=0)
]
Reports = Annotated[Path, typer.Option("--reports", help="folder of the reports")]
Workers = Annotated[
    int | None, typer.Option("-n", "--workers", help="processes that run cases; two a core, at most 8, without", min=1)
]
AsJson = Annotated[bool, typer.Option("--json", help="as JSON")]


@app.command()
def gate(
    paths: Annotated[list[str] | None, typer.Argument(help="files, folders or node ids; all suites without")] = None,
    stack: StackMode = "auto",
    stripe: Stripe = "emulator",
    aws: Aws = None,
    keep: Keep = False,
    profile: ProfilePath = None,
    seed: Seed = None,
    reports: Reports = Path("reports"),
    workers: Workers = None,
    select: Annotated[str, typer.Option("-k", help="only cases whose names match, as in pytest")] = "",
    shard: Annotated[str, typer.Option("--shard", help="one part of the cases, as 1/3; then merge the parts")] = "",
    quick: Annotated[
        bool,
        typer.Option("--quick", help="for a desk: a card of each outcome and the main stories, no browser, no page"),
    ] = False,
    html: Annotated[bool, typer.Option(help="make Allure's HTML at the end, as `report` does (Node 20+)")] = False,
    contract: Annotated[str, typer.Option(help="how long the payment API is fuzzed: quick or deep")] = "quick",
    browser: Annotated[str, typer.Option(help="cases in a browser: auto, required or off")] = "auto",
) -> None:
    """Run the suites and answer: exit code 0 pass, 1 fail, 2 could not run, 3 unknown."""
    from harness.commands.gate import QUICK_WORKERS, GateOptions, run

    given: dict[str, Any] = {"seed": seed, "workers": workers or (QUICK_WORKERS if quick else None)}
    given = {name: value for name, value in given.items() if value is not None}
    given |= {"stack": stack, "stripe": stripe, "keep": keep, "profile": profile, "reports": reports}
    how: dict[str, Any] = {"select": select, "shard": shard, "html": html, "paths": paths or []}
    how |= {"contract": contract, "browser": browser, "quick": quick, "aws": aws}
    raise typer.Exit(run(GateOptions(**how, **given)))


@app.command()
def merge(
    shards: Annotated[list[Path], typer.Argument(help="the report folders of every shard")],
    reports: Reports = Path("reports"),
    html: Annotated[bool, typer.Option(help="make Allure's HTML at the end where Node 20+ is")] = True,
) -> None:
    """Put the shards of one gate together: one verdict, one set of reports; the exit code is the verdict's."""
    from harness.commands.merge import run

    raise typer.Exit(run(shards, reports=reports, html=html))


@app.command()
def report(reports: Reports = Path("reports")) -> None:
    """Make Allure's HTML of the last run, with its history; exit code 2 with a hint where it cannot be made."""
    from harness.commands.report import run

    raise typer.Exit(run(reports=reports))


@app.command()
def up(
    as_json: AsJson = False,
    stack: StackMode = "auto",
    stripe: Stripe = "emulator",
    aws: Aws = None,
    keep: Keep = False,
    profile: ProfilePath = None,
    seed: Seed = None,
    reports: Reports = Path("reports"),
) -> None:
    """Start the stack, print its URLs and keys, and keep it until Ctrl-C."""
    from harness.commands.up import run

    where: dict[str, Any] = {"mode": stack, "stripe": stripe, "aws": aws, "keep": keep}
    raise typer.Exit(run(**where, profile_path=profile, seed=seed, reports=reports, as_json=as_json))


@app.command()
def down(
    runs: Annotated[list[str] | None, typer.Argument(help="as --keep printed them; all kept ones without")] = None,
) -> None:
    """Remove the containers and networks that `--keep` left up."""
    from harness.commands.down import run

    raise typer.Exit(run(runs or []))


@app.command()
def doctor(as_json: AsJson = False, profile: ProfilePath = None, reports: Reports = Path("reports")) -> None:
    """Say what this machine can and cannot run, each with a hint; exit code 2 when the gate cannot run."""
    from harness.commands.doctor import run

    raise typer.Exit(run(profile_path=profile, reports=reports, as_json=as_json))


@app.command()
def cards(as_json: AsJson = False) -> None:
    """List every documented Stripe test card and what must happen with it."""
    from harness.commands.cards import run

    raise typer.Exit(run(as_json=as_json))


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="as a report prints it in brackets; all codes are listed without")] = "",
) -> None:
    """Say what a failure code means and what to do about it; exit code 2 for a code that there is not."""
    from harness.commands.explain import run

    raise typer.Exit(run(code))


def main() -> None:
    """Run the command; a crash of its own is exit code 2, for Python's 1 would say that the checkout failed."""
    try:
        app(prog_name="checkout-harness")
    except Exception:  # noqa: BLE001  told in full
        traceback.print_exc()
        sys.exit(2)


if __name__ == "__main__":
    main()
