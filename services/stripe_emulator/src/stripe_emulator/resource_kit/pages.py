"""What the pages of the emulator have in common, which no API key opens: Checkout's, the portal's, a bank's."""

from __future__ import annotations

from starlette.requests import Request

from stripe_emulator.resource_kit.call import Call
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.state.account import Account


def call_of(emulator: Emulator, account: Account, request: Request, *, publishable: bool = True) -> Call:
    """A call on behalf of who is in front of a page; `publishable`: with a shopper's rights, else with a shop's own."""
    base = f"{request.url.scheme}://{request.url.netloc}"
    return Call(emulator, account, {}, {}, publishable, account.ids.new("req_"), None, base, request.url.path)
