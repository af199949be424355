"""The JSON tables that come with the package."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def json_table(package: str, name: str) -> dict[str, Any]:
    """The object in this JSON file of a package, read once."""
    table: dict[str, Any] = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return table
