"""Loads the plugin of the suites: its options, its fixtures (`shop`, `stack`) and the judgement after each case."""

pytest_plugins = ["harness.run.plugin"]
