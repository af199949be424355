"""A shop's page objects as the harness asks them: what is missing is not offered, what is not found is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error, Locator, Page

from harness.checkouts import NotOffered, Pages
from harness.checkouts.trouble import telling
from harness.core.failure import Failure
from harness.core.masking import mask


class PageObjects:
    """The methods of `Pages`, by name. A browser's error is the shop's failure, any other the page object's fault."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def have(self, name: str) -> bool:
        """Whether there is such a method."""
        return getattr(self.pages, name, None) is not None

    def act(self, name: str, page: Page, *given: Any) -> Any:
        """Do it in a tab; NotOffered where there is no such method."""
        if not self.have(name):
            raise NotOffered(f"pages.{name}")
        with _asking(name, page):
            return getattr(self.pages, name)(page, *given)

    def find(self, name: str, page: Page, *given: Any) -> Locator:
        """What it points at."""
        found: Locator = self.act(name, page, *given)
        return found

    def either(self, name: str, page: Page, other: Locator) -> Locator:
        """What it points at, or something else; only that where there is no such method."""
        return self.find(name, page).or_(other) if self.have(name) else other


@contextmanager
def _asking(name: str, page: Page) -> Iterator[None]:
    with telling(f"pages.{name}"):
        try:
            yield
        except Error as error:
            raise Failure(
                "not_seen",
                f"`{name}` of the page objects could not use the page",
                let=f"the browser show the page {mask(page.url)}",
                then=f"`{name}` finds what it looks for",
                however=mask(str(error))[:400],
            ) from error
