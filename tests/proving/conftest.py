"""The stand-ins for stack and shop with which the plugin's own tests run."""

from tests.harness.conftest import started

__all__ = ["started"]
