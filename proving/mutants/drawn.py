"""The mutants: cosmic-ray (https://cosmic-ray.readthedocs.io) makes them; a seed draws some of them.

Drawn is one mutant at a place of the source, so that not half of them are what can be done to one `==`. One that does
not compile, or that changes an annotation alone, is not drawn: it says nothing about who judges.
"""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from proving.bugs import Bug, BugError, Edit
from proving.installed import BIN, installed
from proving.shops import REFERENCE

MONEY = ("payments.py", "settlement.py", "refunds.py", "orders.py", "carts.py", "money.py")
HERE = Path(__file__).resolve().parent
LIMIT_SECONDS = 300


@dataclass(frozen=True)
class Mutant:
    """A changed file of the package: the line that changed, as it was and as it became, and the whole file."""

    name: str
    file: str
    line: int
    was: str
    became: str
    source: str

    def bug(self) -> Bug:
        """The same as a seeded bug, which the quick part of the gate is asked about."""
        edits = (Edit(self.file, (REFERENCE.source / self.file).read_text("utf-8"), self.source),)
        story = f"{self.file}:{self.line}: {self.was} -> {self.became}"
        return Bug(edits=edits, name=self.name, story=story, run=("--quick",))


def sources() -> dict[str, str]:
    """The money code as it is."""
    return {file: (REFERENCE.source / file).read_text("utf-8") for file in MONEY}


def draw(sample: int, seed: int) -> list[Mutant]:
    """So many mutants of the money code, by the seed; BugError when the tool does not answer."""
    script = HERE / "with_cosmic_ray.py"
    command = [str(installed(HERE) / BIN / "python"), "-I", str(script)]
    asked = json.dumps({"sources": sources(), "seed": seed, "sample": sample})
    got = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    if got.returncode:
        last = (got.stderr.strip().splitlines() or ["nothing told"])[-1]
        raise BugError(f"{script.name}: expected exit status 0, got {got.returncode}: {last}")
    return [Mutant(**values) for values in json.loads(got.stdout)]


def source_mark() -> str:
    """A short name of the money code as it is."""
    return hashlib.blake2b("".join(sources().values()).encode(), digest_size=6).hexdigest()
