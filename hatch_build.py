"""What the wheel of the harness holds besides `harness/`: the suites that `checkout-harness gate` runs."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = ("scenarios", "contracts", "conftest.py", "pytest.ini")


class SuitesHook(BuildHookInterface[Any]):
    """Puts the suites into `harness/suites`; an editable install runs them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them to a wheel that is not editable."""
        if version == "standard":
            for name in BUNDLED:
                build_data["force_include"][str(Path(self.root, name))] = f"harness/suites/{name}"
