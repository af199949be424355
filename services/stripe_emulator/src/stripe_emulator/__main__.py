"""`stripe-emulator --host HOST --port PORT`: serve until Ctrl-C or SIGTERM; prints `ready http://HOST:PORT`.

`--fixtures FILE` seeds an account before that line, from a file in the format of `stripe fixtures` (Stripe's CLI).
`--state FILE` goes on from what another one remembered when it ended, and writes it at its own end.
`--until-stdin-closes` ends it when standard input closes, so also when the process that started it was killed.
`stripe-emulator coverage` lists which of Stripe's operations are here.
"""

from __future__ import annotations

import argparse
import difflib
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

from stripe_emulator import collector, coverage
from stripe_emulator.app import create_app
from stripe_emulator.contract import divergences
from stripe_emulator.control import seeding
from stripe_emulator.control.seed_file import ENVIRONMENT, File
from stripe_emulator.control.state_file import StateFile
from stripe_emulator.wire.errors import StripeError, invalid

LOOPBACK = "127.0.0.1"
PUBLIC_URL = "STRIPE_EMULATOR_PUBLIC_URL"
Prepare = Callable[[str], Awaitable[None]]
Finish = Callable[[], Awaitable[None]]


class Server(uvicorn.Server):
    """A server that says when it serves; it ends at once when it cannot be prepared."""

    def __init__(self, config: uvicorn.Config, prepare: Prepare | None, finish: Finish | None = None) -> None:
        super().__init__(config)
        self._prepare, self._finish = prepare, finish
        self.refusal: StripeError | OSError | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, prepare, then print the ready line."""
        await super().startup(sockets)
        host, port = (sockets or [])[0].getsockname()[:2]
        try:
            if self._prepare is not None:
                await self._prepare(f"http://{host}:{port}")
        except StripeError as error:
            self.refusal, self.should_exit = error, True
            return
        print(f"ready http://{host}:{port}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish while everything is still there, then end."""
        if self._finish is not None and self.refusal is None:
            try:
                await self._finish()
            except OSError as error:
                self.refusal = error
        await super().shutdown(sockets)


def main() -> None:
    """Run the emulator; exit status 2 when the port cannot be had or the fixtures are refused."""
    options = arguments()
    if options.command == "coverage":
        measured = coverage.measure()
        print(coverage.markdown(measured) if options.markdown else coverage.text(measured), end="\n\n")
        print(divergences.markdown() if options.markdown else divergences.text())
        return
    file = read(options.fixtures) if options.fixtures else None
    try:
        listener = socket.create_server((options.host, options.port), backlog=512)
    except (OSError, OverflowError) as error:
        raise refused(
            f"expected to listen on {options.host}:{options.port}, but: {error}. "
            "Try another --port, or 0 for a free one."
        ) from error
    if options.until_stdin_closes:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    app = create_app(options.seed, options.public_url)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=1
    )
    seeded = seeded_with(file, options.fixtures, app, options.account) if file else None
    kept = StateFile(options.state, app) if options.state else None
    server = Server(config, restored_from(kept, seeded) if kept else seeded, kept.save if kept else None)
    collector.look_seldom()
    server.run([listener])
    if server.refusal:
        raise refused(str(server.refusal))


def arguments() -> argparse.Namespace:
    """The command line; an option that there is not ends it with exit status 2 and the nearest name."""
    serving = serving_options()
    parser = argparse.ArgumentParser(
        prog="stripe-emulator", parents=[serving],
        description="Serve a stateful emulator of Stripe's API until Ctrl-C or SIGTERM. Prints "
        "`ready http://HOST:PORT` when it takes requests. "
        "A key sk_test_X is the account X, which exists from its first request.",
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", title="commands (without one it serves)", metavar="COMMAND")
    covered = commands.add_parser("coverage", help="serve nothing; list which of Stripe's operations it has and lacks")
    covered.add_argument("--markdown", action="store_true", help="print the table of the README")
    # A word after an unknown option would be taken for a command, and the error would name the command.
    _, rest = serving.parse_known_args()
    if rest and rest[0].startswith("--") and rest[0] != "--help":
        parser.error(unknown_option(rest[0], vars(serving.parse_args([]))))
    return parser.parse_args()


def serving_options() -> argparse.ArgumentParser:
    """The options of serving, as a parser that others take over."""
    parser = argparse.ArgumentParser(prog="stripe-emulator", add_help=False)
    parser.add_argument("--host", default=LOOPBACK, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=4567, help="0 takes a free port (default: %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=None, help="number that makes ids the same in each run (default: drawn)"
    )
    parser.add_argument(
        "--public-url", metavar="URL", type=public_url, default=os.environ.get(PUBLIC_URL) or None,
        help="address under which browsers reach it, for the URLs in its answers, such as a Checkout Session's; "
        f"default: ${PUBLIC_URL}, else the address that the request was sent to",
    )  # fmt: skip
    parser.add_argument(
        "--fixtures",
        type=Path,
        metavar="FILE",
        help="JSON file in the format of `stripe fixtures` (Stripe's CLI); "
        "its requests are made before `ready` is printed",
    )
    parser.add_argument(
        "--account",
        metavar="X",
        help="account in which --fixtures makes its objects: X of the key sk_test_X "
        "(default: `account` in the file's `_meta`)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="file that it goes on from, where it is there, and that it writes when it ends; for the release that "
        "wrote it. Fixtures are made where it is not there",
    )
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when standard input closes: with a pipe as input, when the process that started this one ends",
    )
    return parser


def unknown_option(word: str, known: Iterable[str]) -> str:
    """What to say about an option that there is not."""
    name = word.partition("=")[0]
    near = difflib.get_close_matches(name, [f"--{option.replace('_', '-')}" for option in known], n=1)
    return f"unknown option {name}" + (f"; did you mean {near[0]}?" if near else "; see stripe-emulator --help")


def public_url(text: str) -> str:
    """A URL without a path, as the beginning of others."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise argparse.ArgumentTypeError(f"expected http://HOST:PORT, got {text!r}")
    return text.rstrip("/")


def read(path: Path) -> File:
    """The fixture file at this path."""
    try:
        return seeding.from_json(path.read_bytes())
    except (OSError, StripeError) as error:
        raise refused(f"{path}: {error}") from error


def seeded_with(file: File, path: Path, app: ASGIApp, account: str | None) -> Prepare:
    """Runs the file's fixtures and prints what they made, and what the file wants to be told."""
    owner = account or file.account
    if owner is None:
        raise refused("whose are the fixtures? Give --account X, or the file a _meta.account.")

    async def prepare(url: str) -> None:
        try:
            made = await seeding.run(file, seeding.through(app, owner, url), os.environ)
        except StripeError as error:
            raise invalid(f"{path}: {error}") from error
        told = made.pop(ENVIRONMENT, {})
        objects = " ".join(f"{name}={answer.get('id')}" for name, answer in made.items())
        print(f"seeded sk_test_{owner}: {objects}")
        for name, value in told.items():
            print(f"{name}={value}")

    return prepare


def restored_from(kept: StateFile, seeded: Prepare | None) -> Prepare:
    """Goes on from the file; seeds where there is none yet."""

    async def prepare(url: str) -> None:
        if not await kept.load() and seeded is not None:
            await seeded(url)

    return prepare


def end_with_stdin() -> None:
    """Wait until standard input closes, then end as if told to."""
    while os.read(0, 4096):
        continue
    signal.raise_signal(signal.SIGTERM)


def refused(message: str) -> SystemExit:
    """The end of a command that cannot do what it is asked."""
    print(f"stripe-emulator: {message}", file=sys.stderr)
    return SystemExit(2)


if __name__ == "__main__":
    main()
