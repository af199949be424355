"""Who a shopper is when signing up."""

from dataclasses import dataclass

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """A name, an address with one `@`, and a password."""

    name: str
    email: str
    password: str = PASSWORD

    def again(self, times: int) -> "Person":
        """The same person with another address, for a shop that has met this one before."""
        name, _, domain = self.email.partition("@")
        return Person(self.name, f"{name}.{times}@{domain}", self.password) if times else self
