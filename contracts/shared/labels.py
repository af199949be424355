"""Allure labels of the contract suite: one epic, a feature per kind of proof, the operation as a parameter."""

from collections.abc import Callable
from typing import Any, TypeVar

import allure as allure_pytest

from harness import entitle

Test = TypeVar("Test", bound=Callable[..., Any])
allure: Any = allure_pytest  # its decorators carry no annotations


def labelled(feature: str, story: str) -> Callable[[Test], Test]:
    """Put a test under the contract epic, in this feature and story, as critical."""

    def decorate(test: Test) -> Test:
        severity = allure.severity(allure.severity_level.CRITICAL)
        for label in (allure.epic("Payment API contract"), allure.feature(feature), allure.story(story), severity):
            test = label(test)
        return test

    return decorate


def titled(title: str, operation: str = "") -> None:
    """Give the running case its title and, when it is about one operation, that operation as a parameter."""
    entitle(title)
    allure.dynamic.title(title)
    if operation:
        allure.dynamic.parameter("operation", operation)
