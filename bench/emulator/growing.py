"""Five thousand payments in one emulator, each followed by the same request to a server that does nothing.

One run gives three figures: how much dearer a payment is than an empty answer of the same size, how much dearer the
last payments are than the first, and what a stored payment weighs. Three runs, each in fresh processes; the figure is
the median of the runs. Before each run both servers answer the same number of requests uncounted (the emulator for
another account), so that the first counted ones meet warm code.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles

from bench.emulator import servers
from bench.emulator.client import Connection, request
from bench.emulator.payments import CARD, INTENTS, PAY_AT_ONCE, intent_of, must_be_paid
from bench.figures.figure import Figure, milliseconds

PAYMENTS = 5_000
WARM_UP = 500
READS = 1_000
RUNS = 3
EMPTY_TIMES, GROWTH_TIMES, KIB_PER_PAYMENT = 3.0, 1.1, 32.0


@dataclass(frozen=True)
class Run:
    """Seconds of each payment and of the empty request after it, of the same for reads, and the process's memory."""

    pay: list[float]
    pay_empty: list[float]
    read: list[float]
    read_empty: list[float]
    bytes_per_payment: float
    bytes_before: int

    @property
    def growth(self) -> float:
        """The median of the last tenth of all payments as a multiple of the median of the first tenth."""
        tenth = len(self.pay) // 10
        return median(self.pay[-tenth:]) / median(self.pay[:tenth])


def figures() -> list[Figure]:
    """Payments and reads beside empty answers, growth, memory."""
    runs = [_run() for _ in range(RUNS)]
    paid = f"pay in one request (create, confirm=true), up to {PAYMENTS:,} stored"
    tenth = PAYMENTS // 10
    tenths = [median(median(run.pay[part]) for run in runs) for part in (slice(tenth), slice(-tenth, None))]
    per_payment = [run.bytes_per_payment / 1024 for run in runs]
    return [
        _beside_empty(paid, [run.pay for run in runs], [run.pay_empty for run in runs]),
        _beside_empty("retrieve a payment", [run.read for run in runs], [run.read_empty for run in runs]),
        Figure(
            f"the last {tenth} of {PAYMENTS:,} payments as a multiple of the first {tenth} (median of {RUNS} runs)",
            f"median of the last {milliseconds(tenths[1])}",
            f"median of the first {milliseconds(tenths[0])}",
            median(run.growth for run in runs),
            GROWTH_TIMES,
        ),
        Figure(
            f"memory of a stored payment (growth over {PAYMENTS:,}, with its events and its lines in the request log)",
            f"{min(per_payment):.1f} to {max(per_payment):.1f} KiB in {RUNS} runs",
            f"the process before: {median(run.bytes_before for run in runs) / 1024**2:.0f} MiB",
            median(per_payment),
            KIB_PER_PAYMENT,
            unit="KiB",
            digits=1,
        ),
    ]


def _run() -> Run:
    with (
        servers.emulator() as ours,
        servers.empty() as empty,
        Connection(ours.port) as mine,
        Connection(empty.port) as bare,
    ):
        warm = request("POST", INTENTS, f"{CARD}&confirm=true", key="sk_test_warm")
        size = len(mine.send(warm).body)
        _in_turns(mine, warm, bare, _same_size(size), WARM_UP)
        before = ours.memory_bytes
        paid, paid_empty, last = _in_turns(mine, PAY_AT_ONCE, bare, _same_size(size), PAYMENTS)
        grown = ours.memory_bytes - before
        read = request("GET", f"{INTENTS}/{intent_of(last)}")
        reads, reads_empty, _ = _in_turns(mine, read, bare, _same_size(len(last), "GET"), READS)
    return Run(paid, paid_empty, reads, reads_empty, grown / PAYMENTS, before)


def _in_turns(
    mine: Connection, whole: bytes, bare: Connection, empty: bytes, count: int
) -> tuple[list[float], list[float], bytes]:
    ours, theirs, last = [], [], b""
    for _ in range(count):
        answer = mine.send(whole)
        ours.append(answer.seconds)
        theirs.append(bare.send(empty).seconds)
        last = answer.body
        must_be_paid(last)
    return ours, theirs, last


def _same_size(size: int, method: str = "POST") -> bytes:
    return request(method, f"/{size}", f"{CARD}&confirm=true" if method == "POST" else "")


def _beside_empty(name: str, ours: list[list[float]], empty: list[list[float]]) -> Figure:
    measured, beside = ([second for run in runs for second in run] for runs in (ours, empty))
    ratios = [median(one) / median(other) for one, other in zip(ours, empty, strict=True)]
    return Figure(
        f"{name}, as a multiple of an empty answer of the same size",
        _milliseconds(measured),
        f"an empty Starlette server: {_milliseconds(beside)}",
        median(ratios),
        EMPTY_TIMES,
    )


def _milliseconds(seconds: list[float]) -> str:
    return f"median {milliseconds(median(seconds))}, p95 {milliseconds(quantiles(seconds, n=20)[-1])}"
