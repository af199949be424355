"""One real account for all tests: a list shows what this test made, as an account of its own would."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.dual_mode.normal import ids


@dataclass
class Own:
    """The ids that answers to this test have named; whatever names one of them is the test's own."""

    ids: set[str] = field(default_factory=set)

    def only(self, answer: httpx.Response) -> httpx.Response:
        """The answer; of a list, only the members that belong to this test."""
        try:
            body = answer.json()
        except ValueError:
            return answer
        if not isinstance(body, dict) or body.get("object") != "list":
            self.ids |= ids(answer.text)
            return answer
        kept = [member for member in body["data"] if ids(json.dumps(member)) & self.ids]
        self.ids |= ids(json.dumps(kept))
        return _replaced(answer, {**body, "data": kept})


def _replaced(answer: httpx.Response, body: Any) -> httpx.Response:
    headers = [(name, value) for name, value in answer.headers.multi_items()
               if name not in ("content-length", "content-encoding", "transfer-encoding")]  # fmt: skip
    return httpx.Response(answer.status_code, headers=headers, json=body, request=answer.request)
