"""Real gates on a small suite, with a stack that is a stub: a second each."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.harness.small_suite import INI
from tests.harness.stub import Stub

ROOT = Path(__file__).resolve().parents[3]
GATE = [sys.executable, "-m", "harness.cli", "gate"]
GOOD = "def test_good(stack): pass\n"
BROKEN = "def test_broken(stack): assert 'charged' == 'declined'\n"
WAITS = "import pathlib, threading\ndef test_waits(stack): pathlib.Path('waits').touch(); threading.Event().wait(60)\n"


@dataclass
class Gates:
    """A folder with suites whose gates ask the stub; every gate that was started is ended by `close`."""

    folder: Path
    stub: Stub
    children: list["subprocess.Popen[str]"] = field(default_factory=list)

    def write(self, **files: str) -> None:
        """Files of the suite by name."""
        (self.folder / "scenarios").mkdir(exist_ok=True)
        (self.folder / "pytest.ini").write_text(INI, "utf-8")
        for name, text in files.items():
            (self.folder / "scenarios" / f"test_{name}.py").write_text(text, "utf-8")

    def start(self, name: str, *options: str, stack: str = "external") -> "subprocess.Popen[str]":
        """A gate on this file of the suite."""
        command = [*GATE, f"scenarios/test_{name}.py", f"--stack={stack}", "-n", "1", *options]
        pipe = subprocess.PIPE
        child = subprocess.Popen(command, cwd=self.folder, env=self.environment(), stdout=pipe, stderr=pipe, text=True)
        self.children.append(child)
        return child

    def environment(self) -> dict[str, str]:
        """What `--stack=external` reads."""
        named = {"CHECKOUT_URL": self.stub.url, "STRIPE_API_BASE": self.stub.url, "STRIPE_API_KEY": "sk_test_stub"}
        named |= {"STRIPE_PUBLISHABLE_KEY": "pk_test_stub", "STRIPE_WEBHOOK_SECRET": "whsec_stub"}
        return {**os.environ, **named}

    def verdict(self, reports: str = "reports") -> dict[str, Any]:
        """What was written."""
        document: dict[str, Any] = json.loads((self.folder / reports / "verdict.json").read_text("utf-8"))
        return document

    def close(self) -> None:
        """End what still runs."""
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.communicate()
