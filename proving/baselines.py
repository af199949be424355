"""`python -m proving.baselines --profile FILE --folder FOLDER`: what would notice a bug if there were no gate?

One running stack, and what a team may have already: one test of the happy path, and `schemathesis run` against the
shop's contract with a valid login. The answer is one line of JSON on standard output.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts.people.anyone import credentials
from harness import stack
from harness.config import profile
from harness.core.cards import card
from harness.core.history import History
from harness.shop.shop import Shop
from harness.stack.base.stack import Stack
from proving.shops import ROOT

VISA = "4242424242424242"
HAPPY, SCHEMATHESIS = "happy path", "schemathesis"
NAMES = (HAPPY, SCHEMATHESIS)
CONTRACT = ROOT / "contracts" / "payments.openapi.yaml"
ACCEPTED = "accepted.json"
EXAMPLES, LIMIT_SECONDS = 10, 600
CAUGHT, NOT_CAUGHT = 1, 0


def main(arguments: list[str] | None = None) -> int:
    """Always 0: each answer says for itself whether it caught something."""
    options = _parser().parse_args(arguments)
    chosen = profile.load(options.profile)
    logs = options.folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with stack.start("embedded", chosen, seed=options.seed, logs=logs) as running:
        answers = {HAPPY: _timed(lambda: happy_path(running, options.seed))}
        if options.schemathesis:
            answers[SCHEMATHESIS] = _timed(lambda: schemathesis(running, options))
    print(json.dumps(answers))
    return 0


def happy_path(running: Stack, seed: int) -> str:
    """From the cart to success, as most teams test it: a card that pays, and an order of the amount. Why it fails."""
    shop = Shop(running, History(), seed, "the happy path")
    try:
        ada, product = shop.shopper("Ada"), shop.product()
        paid = ada.buy(product, card(VISA))
        if not paid.paid:
            return "the shopper is not told that it is paid"
        amounts = [order.amount for order in ada.orders()]
        return "" if amounts == [product.price] else f"the orders are of {amounts}, expected {product.price} once"
    except Exception as error:  # noqa: BLE001  whatever breaks breaks that test
        return f"{type(error).__name__}: {error}"
    finally:
        shop.close()


def schemathesis(running: Stack, options: argparse.Namespace) -> str:
    """The command with a valid login, all its checks and phases. What the unbroken shop is told of does not count:
    `--accept` writes it down, and later runs read it."""
    shop = Shop(running, History(), options.seed, "schemathesis")
    ada = shop.shopper("Ada")
    ada.add(shop.product())
    words = ["run", str(CONTRACT), "--url", running.checkout_url, "--seed", str(options.seed), "--no-color"]
    words += ["--max-examples", str(EXAMPLES), "--baseline", str(options.accepted)]
    words += ["--baseline-update"] if options.accept else []
    words += [word for name, value in credentials(ada).items() for word in ("--header", f"{name}: {value}")]
    command = [sys.executable, "-m", "schemathesis.cli", *words]
    with (options.folder / "schemathesis.txt").open("w", encoding="utf-8") as output:
        status = subprocess.run(
            command, cwd=options.folder, stdout=output, stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS, check=False
        ).returncode
    shop.close()
    if status not in (CAUGHT, NOT_CAUGHT):
        raise RuntimeError(f"schemathesis: expected exit status 0 or 1, got {status}, see {output.name}")
    return "it found what the unbroken shop does not show" if status == CAUGHT else ""


def _timed(what: Callable[[], str]) -> dict[str, Any]:
    began = time.monotonic()
    why = what()
    return {"caught": bool(why), "why": why, "seconds": round(time.monotonic() - began, 1)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m proving.baselines", description=__doc__)
    parser.add_argument("--profile", type=Path, required=True, help="of the copy that is to be tried")
    parser.add_argument("--folder", type=Path, required=True, help="for logs and for what schemathesis prints")
    parser.add_argument("--accepted", type=Path, required=True, help="schemathesis's own list of accepted failures")
    parser.add_argument("--accept", action="store_true", help="write what is found into that list: the unbroken shop")
    parser.add_argument("--no-schemathesis", dest="schemathesis", action="store_false", help="the happy path alone")
    parser.add_argument("--seed", type=int, required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
