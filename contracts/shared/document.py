"""The contract of record: where it is, and how it is read (see harness.core.openapi)."""

from pathlib import Path

from harness import openapi

__all__ = ["PATH", "Json", "Operation", "load", "operations", "resolve"]

Json = openapi.Json
Operation = openapi.Operation
operations = openapi.operations
resolve = openapi.resolve
PATH = Path(__file__).parents[1] / "payments.openapi.yaml"


def load() -> Json:
    """The contract, parsed."""
    return openapi.read(PATH)
