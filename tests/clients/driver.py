"""A process that tells stories through an official SDK: a JSON request a line in, a JSON answer a line out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.stripe_emulator.client import JSON, Account

HERE = Path(__file__).resolve().parent
LOOPBACK_ONLY = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


class Driver:
    """An SDK in its own process; `tell` and `refused` run one story for one account."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env={**os.environ, **LOOPBACK_ONLY, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @classmethod
    def python(cls, sdk: Path | None) -> Driver:
        """stripe-python from this folder, or the one of the environment."""
        return cls([sys.executable, str(HERE / "python_sdk.py")], {"PYTHONPATH": str(sdk)} if sdk else {})

    @classmethod
    def node(cls, node: str, sdk: Path) -> Driver:
        """stripe-node from the `node_modules` of this folder."""
        return cls([node, str(HERE / "node_sdk.mjs")], {"SDK_FOLDER": str(sdk)})

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()

    def tell(self, story: str, account: Account, **details: Any) -> JSON:
        """What the SDK made of a story that goes well."""
        answer = self._ask(story, account, details)
        assert "refused" not in answer, f"story {story!r} was refused: {answer['refused']}"
        return answer

    def refused(self, story: str, account: Account, **details: Any) -> JSON:
        """What the SDK raised in a story that does not: class, status, code, param, decline_code, message, intent."""
        answer = self._ask(story, account, details)
        assert "refused" in answer, f"story {story!r} went well: {answer}"
        return dict(answer["refused"])

    def _ask(self, story: str, account: Account, details: JSON) -> JSON:
        request = {"story": story, "key": account.secret_key, "base": account.base, **details}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the SDK's process ended with {self._process.wait()} in story {story!r}"
        answer: JSON = json.loads(line)
        assert "broke" not in answer, f"story {story!r} broke in the SDK's process:\n{answer['broke']}"
        return answer
