"""What a checkout is asked and what it answers: the adapter that a team writes, and ours for the reference shop."""

from harness.checkouts.adapter import Adapter, Setting, Shopper
from harness.checkouts.client import Client
from harness.checkouts.errors import AdapterError, Lost, NotOffered, Refused
from harness.checkouts.facts import Facts
from harness.checkouts.pages import Pages
from harness.checkouts.values import Cart, Line, Mail, Order, Payment, Product, Refusal

__all__ = [
    "Adapter",
    "AdapterError",
    "Cart",
    "Client",
    "Facts",
    "Line",
    "Lost",
    "Mail",
    "NotOffered",
    "Order",
    "Pages",
    "Payment",
    "Product",
    "Refusal",
    "Refused",
    "Setting",
    "Shopper",
]
