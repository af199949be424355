"""Loads the plugin where the harness is not installed as one, so that bare `pytest` works in a plain checkout."""

from importlib.metadata import entry_points

INSTALLED = any(point.value == "harness.run.plugin" for point in entry_points(group="pytest11"))
pytest_plugins = [] if INSTALLED else ["harness.run.plugin"]
