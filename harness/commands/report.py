"""`checkout-harness report`: Allure's HTML of the last run; and the same as the last step of `gate`."""

import sys
from pathlib import Path

from harness.report.allure import html

COULD_NOT_RUN = 2


def run(*, reports: Path) -> int:
    """Make the report; 0 with its place, 2 with the reason and what to install."""
    try:
        print(f"Allure HTML: {html.render(reports)}")
    except (html.CannotRender, OSError) as error:
        print(f"Allure HTML not made: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def after_gate(reports: Path) -> None:
    """Make the report after a gate, and say in one line when it cannot be made; the verdict stays what it is."""
    try:
        print(f"Allure HTML: {html.render(reports)}", flush=True)
    except Exception as error:  # noqa: BLE001  whatever broke here says nothing about the checkout
        message = str(error) or type(error).__name__
        print(f"Allure HTML not made: {' '.join(message.split())}", file=sys.stderr, flush=True)
