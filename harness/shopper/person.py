"""Who a shopper is when signing up."""

from dataclasses import dataclass

from harness.core.masking import SHOPPERS_PASSWORD


@dataclass(frozen=True)
class Person:
    """A name, an address with one `@`, and a password."""

    name: str
    email: str
    password: str = SHOPPERS_PASSWORD

    def again(self, times: int) -> "Person":
        """The same person with another address, for a shop that has met this one before."""
        name, _, domain = self.email.partition("@")
        return Person(self.name, f"{name}.{times}@{domain}", self.password) if times else self
