"""The payment API under the fuzzer: requests a second, beside a bare `schemathesis run` at the same checkout.

Both send about as many requests to the same schema, one after the other, in turns. Ours is told twice: while it fuzzes,
which is what the command does too, and the whole suite, with what every case buys before and is judged by after.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures.figure import Figure
from harness import stack
from harness.config import profile
from harness.core.history import History
from harness.shop.shop import Shop
from harness.stack.base.stack import Stack

TITLE = "The payment API under the fuzzer"
ROOT = Path(__file__).parent.parent
SUITE, SCHEMA = "contracts/test_payment_api.py", "contracts/payments.openapi.yaml"
ROUNDS, SEED, EXAMPLES = 3, 1, 20
RATIO, SECONDS = 0.9, 25.0
GENERATED = re.compile(r"(\d+) generated")
LIMIT_SECONDS = 600.0


def figures() -> list[Figure]:
    """The rate beside the bare command, and the seconds of all contract suites as the gate runs them."""
    ours, bare, counts = [], [], (0, 0)
    with (
        tempfile.TemporaryDirectory() as folder,
        stack.start("embedded", profile.load(), seed=SEED, logs=Path(folder)) as running,
    ):
        for number in range(ROUNDS):
            got, rate = _ours(running, Path(folder), SEED + number)
            sent, other = _bare(running, SEED + number)
            ours.append(rate)
            bare.append(other)
            counts = got, sent
    measured = f"median of {ROUNDS}: {median(ours):.0f} a second ({counts[0]} requests)"
    beside = f"`schemathesis run`: {median(bare):.0f} a second ({counts[1]} requests)"
    ratio = median(one / other for one, other in zip(ours, bare, strict=True))
    return [
        Figure("requests a second while fuzzing, one worker", measured, beside, ratio, RATIO, at_least=True),
        _suites(),
    ]


def _ours(running: Stack, folder: Path, seed: int) -> tuple[int, float]:
    """Requests and requests a second of the fuzzing suite in one process."""
    command = [sys.executable, "-m", "pytest", SUITE, "-q", "-n", "0", "--stack=external", f"--seed={seed}"]
    subprocess.run(
        [*command, f"--reports={folder}"],
        cwd=ROOT,
        env=_external(running),
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=LIMIT_SECONDS,
    )
    fuzzed = json.loads((folder / "verdict.json").read_text("utf-8"))["contract"]["fuzzed"]
    return int(fuzzed["cases"]), float(fuzzed["cases_a_worker_second"])


def _bare(running: Stack, seed: int) -> tuple[int, float]:
    """The same of the command, with a shopper's token; that it finds things the suite knows better of is no matter."""
    shop = Shop(running, History(), seed, "bench")
    shopper = shop.shopper("Bare")
    shopper.cart()
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", SCHEMA, "--url", running.checkout_url]
    command += ["--seed", str(seed), "-n", str(EXAMPLES), "--no-shrink", "--continue-on-failure", "-w", "1"]
    command += [
        "-H",
        f"Authorization: {shopper.adapter.http.headers['Authorization']}",
        "--generation-allow-x00",
        "true",
    ]
    began = time.perf_counter()
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS)
    elapsed = time.perf_counter() - began
    shop.close()
    found = GENERATED.search(ran.stdout)
    if found is None:
        raise TimeoutError(f"schemathesis run told no number of cases: {ran.stdout[-500:]}{ran.stderr[-500:]}")
    return int(found[1]), int(found[1]) / elapsed


def _suites() -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "harness.cli", "gate", "contracts", "--stack", "embedded", "--no-html"]
        command += ["--seed", str(SEED), "--reports", folder]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_SECONDS)
        document = json.loads(Path(folder, "verdict.json").read_text("utf-8"))
    seconds, sent = float(document["suites"]["seconds"]), document["contract"]["fuzzed"]["cases"]
    measured = f"{seconds:.1f} s ({document['suites']['cases']} cases, {sent} requests of the fuzzer)"
    return Figure("all contract suites, quick", measured, "", seconds, SECONDS, unit="s")


def _external(running: Stack) -> dict[str, str]:
    given = {
        "CHECKOUT_URL": running.checkout_url,
        "STRIPE_API_BASE": running.stripe_url,
        "STRIPE_API_KEY": running.secret_key,
        "STRIPE_PUBLISHABLE_KEY": running.publishable_key,
        "STRIPE_WEBHOOK_SECRET": running.webhook_secret,
        "AWS_ENDPOINT_URL": running.aws_url,
        "ADMIN_EMAIL": running.admin_email,
        "ADMIN_PASSWORD": running.admin_password,
    }
    return {**os.environ, **given}
