"""The `checkout-harness` command: init, gate, try, webhook, merge, report, up, down, doctor, cards, explain."""

import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_show_locals=False)
StackMode = Annotated[
    str,
    typer.Option(
        "--stack",
        help="where the checkout and what it needs run: embedded (processes of this machine), containers (Docker), "
        "external (they run already; .env.example lists the variables that say where), or auto: containers where a "
        "Docker engine and the images are found, else embedded",
    ),
]
Stripe = Annotated[
    str,
    typer.Option(
        "--stripe",
        help="what answers as Stripe: emulator (ours), stock (LocalStack's published extension; needs containers) or "
        "live-test (Stripe's test mode; needs STRIPE_TEST_KEY=sk_test_...)",
    ),
]
Aws = Annotated[
    str | None,
    typer.Option(
        "--aws",
        help="emulator of AWS in the embedded stack, for checkouts that store orders in DynamoDB or mail by SES: "
        "ministack (default) or moto",
    ),
]
Keep = Annotated[
    bool,
    typer.Option(
        "--keep", help="with --stack=containers: leave them running at the end, and print where they are (see `down`)"
    ),
]
ProfilePath = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        help="TOML file that describes the checkout under test (default: checkout-harness.toml of this folder, else "
        "the reference shop)",
    ),
]
Seed = Annotated[int | None, typer.Option("--seed", help="seed of all random data (default: drawn and printed)", min=0)]
Reports = Annotated[Path, typer.Option("--reports", help="folder that the reports are written to")]
Workers = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--workers",
        help="processes that run cases at the same time (default: two for each core, at most 8; with --quick one for "
        "each core, at most 4)",
        min=1,
    ),
]
ShardOfCases = Annotated[
    str,
    typer.Option(
        "--shard",
        help="run one part (shard) of the cases, such as 1/3, the first of three; `checkout-harness merge` makes one "
        "verdict of the parts",
    ),
]
Quick = Annotated[
    bool,
    typer.Option(
        "--quick",
        help="only one card of each outcome and the cases that are marked `quick`, without a browser: a tenth of the "
        "cases; not for releases",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


def _print_version(requested: bool) -> None:
    if requested:
        from importlib.metadata import version

        print(f"checkout-harness {version('checkout-harness')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="print the version and exit")
    ] = False,
) -> None:
    """Answer one question before every release: will this checkout charge people correctly?"""


@app.command()
def init(
    name: Annotated[str | None, typer.Option(help="the name of the shop (default: this folder's)")] = None,
    start: Annotated[str | None, typer.Option(help="the command that starts it; {port} stands for a free port")] = None,
    port_variable: Annotated[
        str | None, typer.Option(help="the environment variable from which it takes its port, such as PORT")
    ] = None,
    health: Annotated[str | None, typer.Option(help="a path that answers 200 once it is up")] = None,
    webhook: Annotated[str | None, typer.Option(help="the path that takes Stripe's events")] = None,
    style: Annotated[str | None, typer.Option(help="payment_intent, hosted, embedded or at_server")] = None,
    redirect: Annotated[str | None, typer.Option(help="lead Stripe's SDK to the emulator: python, node, none")] = None,
    openapi: Annotated[
        str | None, typer.Option(help="an OpenAPI document to guess the adapter from: a file, or an http address")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="ask nothing: take what can be guessed")] = False,
) -> None:
    """Begin with your own checkout: write a profile, an adapter, a first scenario and a CI recipe into this folder.

    Nothing is overwritten. Exit code 2 with a hint when an answer cannot be used.
    """
    from harness.commands.init import Answers, run

    raise typer.Exit(run(Answers(name, start, port_variable, health, webhook, style, redirect, openapi, yes)))


@app.command()
def gate(
    paths: Annotated[
        list[str] | None, typer.Argument(help="files, folders or node ids of cases (default: all suites)")
    ] = None,
    stack: StackMode = "auto",
    stripe: Stripe = "emulator",
    aws: Aws = None,
    keep: Keep = False,
    profile: ProfilePath = None,
    seed: Seed = None,
    reports: Reports = Path("reports"),
    workers: Workers = None,
    select: Annotated[str, typer.Option("-k", help="only cases whose names match, as in pytest")] = "",
    shard: ShardOfCases = "",
    quick: Quick = False,
    deep: Annotated[bool, typer.Option("--deep", help="the cases that take minutes as well; for a night")] = False,
    exitfirst: Annotated[
        bool, typer.Option("-x", "--exitfirst", help="end at the first case that fails; the verdict is of what ran")
    ] = False,
    html: Annotated[
        bool,
        typer.Option(
            help="make the HTML report of Allure (allurereport.org) at the end, as `report` does (needs Node 20+)"
        ),
    ] = False,
    model: Annotated[
        str, typer.Option(help="walks through the shop that nobody wrote down: off, quick or deep (500 of them)")
    ] = "quick",
    minutes: Annotated[float | None, typer.Option(help="with --model=deep: walk for so many minutes in all")] = None,
    contract: Annotated[
        str, typer.Option(help="random requests to the payment API: quick (up to a minute) or deep (up to five)")
    ] = "quick",
    browser: Annotated[
        str, typer.Option(help="cases that need a browser: auto (where one is found), required or off")
    ] = "auto",
) -> None:
    """Run the suites against a checkout and give one verdict: exit code 0 pass, 1 fail, 2 could not run, 3 unknown."""
    from harness.commands.gate import QUICK_WORKERS, GateOptions, run

    given: dict[str, Any] = {"seed": seed, "workers": workers or (QUICK_WORKERS if quick else None)}
    given = {name: value for name, value in given.items() if value is not None}
    given |= {"stack": stack, "stripe": stripe, "keep": keep, "profile": _own(profile), "reports": reports, "aws": aws}
    given |= {"select": select, "shard": shard, "html": html, "paths": paths or [], "model": model, "minutes": minutes}
    how = GateOptions(**given, contract=contract, browser=browser, quick=quick, deep=deep, exitfirst=exitfirst)
    raise typer.Exit(run(how))


@app.command()
def webhook(
    url: Annotated[str, typer.Argument(help="the handler, on this machine: http://localhost:3000/webhook")],
    secret: Annotated[
        str, typer.Option(envvar="STRIPE_WEBHOOK_SECRET", help="the signing secret that the handler has: whsec_...")
    ] = "",
    events: Annotated[
        str, typer.Option(help="types of events to send, with commas between (default: ten usual ones)")
    ] = "",
    effects: Annotated[
        str,
        typer.Option(help="a URL of this machine that shows what the handler's work changes; read before and after"),
    ] = "",
    settle: Annotated[float, typer.Option(help="seconds until an effect shows in --effects", min=0.0)] = 0.1,
    metadata: Annotated[
        list[str] | None,
        typer.Option(help="KEY=VALUE for the metadata of every object; {n} counts; client_reference_id is set, too"),
    ] = None,
    timeout: Annotated[float, typer.Option(help="seconds within which each answer must come", min=0.05)] = 2.0,
    within: Annotated[float, typer.Option(help="seconds for all probes; what is left then is unknown", min=1.0)] = 20.0,
    api_version: Annotated[str, typer.Option(help="API version of the events (default: the emulator's)")] = "",
    connect: Annotated[bool, typer.Option("--connect", help="it is a platform's: accounts are its own")] = False,
    stripe_port: Annotated[
        int, typer.Option(help="port of the emulator; the handler's Stripe client may be pointed there (0: a free one)")
    ] = 0,
    stripe_key: Annotated[
        str, typer.Option(envvar="STRIPE_API_KEY", help="test key of a handler that is pointed there")
    ] = "",
    json_file: Annotated[Path | None, typer.Option("--json", help="file to write the findings to, as JSON")] = None,
) -> None:
    """Judge one webhook handler that runs already, in any language, with real events, forged ones and duplicates.

    The exit codes are those of `gate`: 0 pass, 1 fail, 2 could not run, 3 unknown.
    """
    from harness.commands.webhook import options_of, run

    terms: dict[str, Any] = {
        "effects": effects,
        "settle": settle,
        "timeout": timeout,
        "within": within,
        "version": api_version,
    }
    given: dict[str, Any] = {
        "url": url,
        "secret": secret,
        "connect": connect,
        "stripe_port": stripe_port,
        "stripe_key": stripe_key,
    }
    raise typer.Exit(run(lambda: options_of(events=events, metadata=metadata or [], **terms, **given), json_file))


@app.command()
def merge(
    shards: Annotated[list[Path], typer.Argument(help="the report folders of every shard")],
    reports: Reports = Path("reports"),
    html: Annotated[bool, typer.Option(help="make Allure's HTML report at the end (needs Node 20+)")] = True,
) -> None:
    """Make one verdict and one set of reports of the parts of a gate that was run in parts (`gate --shard`).

    The exit codes are those of `gate`.
    """
    from harness.commands.merge import run

    raise typer.Exit(run(shards, reports=reports, html=html))


@app.command()
def report(reports: Reports = Path("reports")) -> None:
    """Make a browsable HTML report of the last run with Allure (allurereport.org), with a trend over earlier runs.

    It needs Node 20+. Exit code 2 with a hint when it cannot be made.
    """
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
    """Start the stack without running cases, print its URLs and keys, and keep it running until Ctrl-C."""
    from harness.commands.up import run

    where: dict[str, Any] = {"mode": stack, "stripe": stripe, "aws": aws, "keep": keep}
    raise typer.Exit(run(**where, profile_path=_own(profile), seed=seed, reports=reports, as_json=as_json))


@app.command()
def down(
    runs: Annotated[
        list[str] | None, typer.Argument(help="names of runs as --keep printed them (default: all of them)")
    ] = None,
) -> None:
    """Remove the containers and networks that `gate --keep` or `up --keep` left running."""
    from harness.commands.down import run

    raise typer.Exit(run(runs or []))


@app.command()
def doctor(as_json: AsJson = False, profile: ProfilePath = None, reports: Reports = Path("reports")) -> None:
    """Check what this machine can run, with a hint for what it cannot; exit code 2 when the gate cannot run."""
    from harness.commands.doctor import run

    raise typer.Exit(run(profile_path=_own(profile), reports=reports, as_json=as_json))


@app.command("try")
def try_(
    stack: StackMode = "auto",
    stripe: Stripe = "emulator",
    aws: Aws = None,
    profile: ProfilePath = None,
    seed: Seed = None,
    reports: Reports = Path("reports"),
) -> None:
    """Try the adapter of your checkout: one purchase, one decline, and what each of its methods sent, got and returned.

    Exit code 0 when all of it went through, 3 when a step did not, 2 when the checkout did not start.
    """
    from harness.commands.try_adapter import run

    raise typer.Exit(run(mode=stack, stripe=stripe, aws=aws, profile_path=_own(profile), seed=seed, reports=reports))


@app.command()
def cards(as_json: AsJson = False) -> None:
    """List every documented Stripe test card and what must happen when somebody pays with it."""
    from harness.commands.cards import run

    raise typer.Exit(run(as_json=as_json))


@app.command()
def explain(
    what: Annotated[
        str, typer.Argument(help="a failure code (default: list all), or the reports folder or verdict.json of a run")
    ] = "",
    case: Annotated[str, typer.Argument(help="a failing case of it, by words of its name or title")] = "",
    svg: Annotated[Path | None, typer.Option(help="file for the picture (default: within the reports)")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="open the picture in this machine's browser")] = False,
) -> None:
    """Explain a failure code, or a failing case of a run step by step; exit code 2 with a hint for neither."""
    from harness.commands.explain import run

    raise typer.Exit(run(what, case, svg=svg, open_it=open_it))


def _own(given: Path | None) -> Path | None:
    from harness.config import profile

    return given or profile.of_this_folder()


def main() -> None:
    """Run the command; a crash of its own is exit code 2, for Python's 1 would say that the checkout failed."""
    try:
        app(prog_name="checkout-harness")
    except Exception as error:  # noqa: BLE001  told in full
        from harness.core.cards import CatalogueError

        if isinstance(error, CatalogueError):
            print(" ".join(["checkout-harness", *sys.argv[1:2]]) + f": {error}", file=sys.stderr)
        else:
            traceback.print_exc()
        sys.exit(2)


if __name__ == "__main__":
    main()
