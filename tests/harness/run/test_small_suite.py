"""The tests' small suites: what pytester would forget after each of them is imported before."""

from __future__ import annotations

import sys

import pytest

from tests.harness.small_suite import Started, suite

pytest_plugins = ["pytester"]


class Look:
    """What is imported when a run has ended, before pytester forgets it."""

    names: frozenset[str] = frozenset()

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        self.names = frozenset(sys.modules)


def test_an_inner_run_imports_no_module_of_the_harness_anew(pytester: pytest.Pytester, started: Started) -> None:
    """Each costs every such test its import again. Hint: another one belongs into `KEPT`."""
    before, look = frozenset(sys.modules), Look()
    suite(pytester, "def test_it(shop): pass")
    pytester.inline_run(plugins=[look])
    assert "test_it" in look.names
    assert sorted(name for name in look.names - before if name.split(".")[0] in ("harness", "jinja2", "pydantic")) == []
