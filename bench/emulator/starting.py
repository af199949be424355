"""How long the emulator takes from the start of its process until it answers."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

from bench.emulator import servers
from bench.figures.figure import Figure

STARTS = 7
IMPORTS = "import starlette, uvicorn"
SECONDS = 0.6


def figures() -> list[Figure]:
    """Process start to ready, in turns with an interpreter that only imports the server."""
    starts, imports = [], []
    for _ in range(STARTS):
        imports.append(_import_seconds())
        with servers.emulator() as server:
            starts.append(server.ready_seconds)
    measured, beside = f"median of {STARTS}: {median(starts):.2f} s", f"python -c '{IMPORTS}': {median(imports):.2f} s"
    return [Figure("emulator: process start to ready", measured, beside, median(starts), SECONDS, unit="s")]


def _import_seconds() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - began
