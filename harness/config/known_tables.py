"""The entries of accepted.toml and known_issues.toml as strict models."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from harness.config.tables import Table, Text, Word


def _expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(str(error)) from None
    return pattern


Day = Annotated[date, Field(description="a day such as 2030-01-31, without quotes")]


class AcceptedFinding(Table):
    """[[finding]] of accepted.toml."""

    code: Word
    operation: Word
    reason: Word
    expires: Day


class KnownFailure(Table):
    """[[issue]] of known_issues.toml."""

    title: Text
    match: Annotated[str, AfterValidator(_expression), Field(description="a regular expression")]
    until: Day
    code: Text = ""
    link: Text = ""
