"""Object ids, secrets and request ids, all drawn from one seed; clients treat them as opaque (fact 10)."""

from __future__ import annotations

import random
import string

ALPHABET = string.ascii_letters + string.digits
# From any byte to a letter or digit: an id is drawn in one step.
_LETTERS = bytes(ord(ALPHABET[number % len(ALPHABET)]) for number in range(256))
LENGTHS = {"cus_": 14, "whsec_": 32, "req_": 14}


class Ids:
    """Draws ids for one account: the same seed and the same order of requests give the same ids."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """An id such as `pm_1...`, of the length that Stripe's have."""
        length = LENGTHS.get(prefix)
        return prefix + self.letters(length) if length else f"{prefix}1{self.letters(23)}"

    def payment(self) -> str:
        return f"pi_3{self.letters(23)}"

    def of_payment(self, prefix: str, payment_intent: str) -> str:
        """The id of a charge or refund, which shares the middle with its PaymentIntent's (fact 10)."""
        return f"{prefix}{payment_intent.removeprefix('pi_')[:18]}{self.letters(6)}"

    def letters(self, length: int) -> str:
        return self._random.randbytes(length).translate(_LETTERS).decode("ascii")
