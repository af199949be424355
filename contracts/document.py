"""The contract of record: where it is, and how it is read (see harness.openapi)."""

from pathlib import Path

from harness import openapi
from harness.openapi import Json, Operation, operations, resolve

__all__ = ["PATH", "Json", "Operation", "load", "operations", "resolve"]

PATH = Path(__file__).parent / "payments.openapi.yaml"


def load() -> Json:
    """The contract, parsed."""
    return openapi.read(PATH)
