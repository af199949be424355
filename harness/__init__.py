"""The machinery that drives a checkout and judges what it did; its names here are what suites are written with.

Each is imported when it is first used: a browser or a stack costs nothing where no case needs one.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.browser import network_faults as network_faults
    from harness.browser import stripe_pages as stripe_pages
    from harness.browser.sight import Sight as Sight
    from harness.checkouts import Lost as Lost
    from harness.checkouts import Mail as Mail
    from harness.checkouts import NotOffered as NotOffered
    from harness.checkouts import Order as Order
    from harness.checkouts import Payment as Payment
    from harness.checkouts import Product as Product
    from harness.checkouts import Refused as Refused
    from harness.checkouts.client import operation as operation
    from harness.config.accepted import Entry as AcceptedEntry
    from harness.config.accepted import matching as matching_entry
    from harness.config.accepted import read as read_accepted
    from harness.config.profile import Profile as Profile
    from harness.config.profile import load as load_profile
    from harness.core import debits as debits
    from harness.core import openapi as openapi
    from harness.core.awaiting import eventually as eventually
    from harness.core.cards import Card as Card
    from harness.core.cards import card as card
    from harness.core.cards import catalogue as catalogue
    from harness.core.case_deadline import seconds_left as seconds_left
    from harness.core.exchange import Exchange as Exchange
    from harness.core.expectations import Matcher as Matcher
    from harness.core.expectations import absent as absent
    from harness.core.expectations import at_least as at_least
    from harness.core.expectations import at_most as at_most
    from harness.core.expectations import contains as contains
    from harness.core.expectations import differs_from as differs_from
    from harness.core.expectations import equals as equals
    from harness.core.expectations import expect as expect
    from harness.core.expectations import lacks as lacks
    from harness.core.expectations import none_of as none_of
    from harness.core.expectations import one_of as one_of
    from harness.core.expectations import present as present
    from harness.core.expectations import starts_with as starts_with
    from harness.core.failure import UNKNOWN as UNKNOWN
    from harness.core.failure import Failure as Failure
    from harness.core.failure_codes.code import FailureCode as FailureCode
    from harness.core.failure_codes.drift import MEANINGS as API_CHANGES
    from harness.core.history import History as History
    from harness.core.http import Http as Http
    from harness.core.masking import mask as mask
    from harness.core.masking import response_sightings as response_sightings
    from harness.faults.plans import AFTER as AFTER
    from harness.faults.plans import BEFORE as BEFORE
    from harness.faults.plans import Broken as Broken
    from harness.faults.plans import Cut as Cut
    from harness.faults.plans import FailOver as FailOver
    from harness.faults.plans import Gone as Gone
    from harness.faults.plans import HandOver as HandOver
    from harness.faults.plans import Hold as Hold
    from harness.faults.plans import Kill as Kill
    from harness.faults.plans import Outage as Outage
    from harness.faults.plans import Pause as Pause
    from harness.faults.plans import Place as Place
    from harness.faults.plans import Silence as Silence
    from harness.faults.rig import STRIPE as STRIPE
    from harness.faults.rig import Rig as Rig
    from harness.run import own_contract as own_contract
    from harness.run.case_judgement import keep as keep
    from harness.run.cases.description import entitle as entitle
    from harness.run.cases.stash import FUZZED as FUZZED
    from harness.run.model_of_run import Model as Model
    from harness.run.options import profile_path as profile_path
    from harness.shop.held import Pair as Pair
    from harness.shop.held import hold as hold
    from harness.shop.leaks import nothing_left as nothing_left
    from harness.shop.news import deliver as deliver
    from harness.shop.news import rest as rest
    from harness.shop.shop import Shop as Shop
    from harness.shop.silence import Requests as Requests
    from harness.shop.silence import Waiting as Waiting
    from harness.shop.silence import meanwhile as meanwhile
    from harness.shop.silence import served_meanwhile as served_meanwhile
    from harness.shop.silence import served_once as served_once
    from harness.shop.sweep import Story as Story
    from harness.shop.sweep import Troubled as Troubled
    from harness.shop.sweep import sweep as sweep
    from harness.shop.sweep import tell as tell
    from harness.shopper import hidden_inputs as hidden_inputs
    from harness.shopper import tampering as tampering
    from harness.shopper.browser import BrowserBuyer as BrowserBuyer
    from harness.shopper.buyer import Buyer as Buyer
    from harness.shopper.person import Person as Person
    from harness.shopper.purchase import Purchase as Purchase
    from harness.shopper.purchase import Saved as Saved
    from harness.shopper.refusing import must_refuse as must_refuse
    from harness.shopper.styles import Attempt as Attempt
    from harness.stack.base.failure import StackFailure as StackFailure
    from harness.stack.base.stack import Stack as Stack
    from harness.stack.second_checkout import NoSecondCheckout as NoSecondCheckout
    from harness.stack.second_checkout import another_checkout as another_checkout
    from harness.stack.second_checkout import free_address as free_address
    from harness.stripe.webhooks import Webhooks as Webhooks

_HOMES = {
    "AFTER": "faults.plans:AFTER",
    "BEFORE": "faults.plans:BEFORE",
    "Broken": "faults.plans:Broken",
    "Cut": "faults.plans:Cut",
    "FailOver": "faults.plans:FailOver",
    "Gone": "faults.plans:Gone",
    "HandOver": "faults.plans:HandOver",
    "Hold": "faults.plans:Hold",
    "Kill": "faults.plans:Kill",
    "Outage": "faults.plans:Outage",
    "Pause": "faults.plans:Pause",
    "Place": "faults.plans:Place",
    "Rig": "faults.rig:Rig",
    "STRIPE": "faults.rig:STRIPE",
    "Silence": "faults.plans:Silence",
    "Requests": "shop.silence:Requests",
    "meanwhile": "shop.silence:meanwhile",
    "served_once": "shop.silence:served_once",
    "Waiting": "shop.silence:Waiting",
    "served_meanwhile": "shop.silence:served_meanwhile",
    "nothing_left": "shop.leaks:nothing_left",
    "deliver": "shop.news:deliver",
    "rest": "shop.news:rest",
    "must_refuse": "shopper.refusing:must_refuse",
    "Story": "shop.sweep:Story",
    "Troubled": "shop.sweep:Troubled",
    "sweep": "shop.sweep:sweep",
    "tell": "shop.sweep:tell",
    "Pair": "shop.held:Pair",
    "hold": "shop.held:hold",
    "operation": "checkouts.client:operation",
    "Attempt": "shopper.styles:Attempt",
    "BrowserBuyer": "shopper.browser:BrowserBuyer",
    "Buyer": "shopper.buyer:Buyer",
    "Lost": "checkouts:Lost",
    "Mail": "checkouts:Mail",
    "Order": "checkouts:Order",
    "Payment": "checkouts:Payment",
    "Refused": "checkouts:Refused",
    "NotOffered": "checkouts:NotOffered",
    "absent": "core.expectations:absent",
    "AcceptedEntry": "config.accepted:Entry",
    "another_checkout": "stack.second_checkout:another_checkout",
    "API_CHANGES": "core.failure_codes.drift:MEANINGS",
    "at_least": "core.expectations:at_least",
    "at_most": "core.expectations:at_most",
    "Card": "core.cards:Card",
    "card": "core.cards:card",
    "catalogue": "core.cards:catalogue",
    "contains": "core.expectations:contains",
    "debits": "core:debits",
    "differs_from": "core.expectations:differs_from",
    "entitle": "run.cases.description:entitle",
    "equals": "core.expectations:equals",
    "eventually": "core.awaiting:eventually",
    "Exchange": "core.exchange:Exchange",
    "expect": "core.expectations:expect",
    "Failure": "core.failure:Failure",
    "FailureCode": "core.failure_codes.code:FailureCode",
    "free_address": "stack.second_checkout:free_address",
    "FUZZED": "run.cases.stash:FUZZED",
    "History": "core.history:History",
    "Http": "core.http:Http",
    "keep": "run.case_judgement:keep",
    "lacks": "core.expectations:lacks",
    "load_profile": "config.profile:load",
    "mask": "core.masking:mask",
    "Model": "run.model_of_run:Model",
    "Matcher": "core.expectations:Matcher",
    "matching_entry": "config.accepted:matching",
    "network_faults": "browser:network_faults",
    "none_of": "core.expectations:none_of",
    "NoSecondCheckout": "stack.second_checkout:NoSecondCheckout",
    "own_contract": "run:own_contract",
    "one_of": "core.expectations:one_of",
    "openapi": "core:openapi",
    "Person": "shopper.person:Person",
    "present": "core.expectations:present",
    "Product": "checkouts:Product",
    "Profile": "config.profile:Profile",
    "profile_path": "run.options:profile_path",
    "Purchase": "shopper.purchase:Purchase",
    "Saved": "shopper.purchase:Saved",
    "read_accepted": "config.accepted:read",
    "response_sightings": "core.masking:response_sightings",
    "seconds_left": "core.case_deadline:seconds_left",
    "Shop": "shop.shop:Shop",
    "Sight": "browser.sight:Sight",
    "stripe_pages": "browser:stripe_pages",
    "Stack": "stack.base.stack:Stack",
    "StackFailure": "stack.base.failure:StackFailure",
    "starts_with": "core.expectations:starts_with",
    "UNKNOWN": "core.failure:UNKNOWN",
    "tampering": "shopper:tampering",
    "hidden_inputs": "shopper:hidden_inputs",
    "Webhooks": "stripe.webhooks:Webhooks",
}
__all__ = [
    "AFTER",
    "API_CHANGES",
    "BEFORE",
    "FUZZED",
    "STRIPE",
    "UNKNOWN",
    "AcceptedEntry",
    "Attempt",
    "Broken",
    "BrowserBuyer",
    "Buyer",
    "Card",
    "Cut",
    "Exchange",
    "FailOver",
    "Failure",
    "FailureCode",
    "Gone",
    "HandOver",
    "History",
    "Hold",
    "Http",
    "Kill",
    "Lost",
    "Mail",
    "Matcher",
    "Model",
    "NoSecondCheckout",
    "NotOffered",
    "Order",
    "Outage",
    "Pair",
    "Pause",
    "Payment",
    "Person",
    "Place",
    "Product",
    "Profile",
    "Purchase",
    "Refused",
    "Requests",
    "Rig",
    "Saved",
    "Shop",
    "Sight",
    "Silence",
    "Stack",
    "StackFailure",
    "Story",
    "Troubled",
    "Waiting",
    "Webhooks",
    "absent",
    "another_checkout",
    "at_least",
    "at_most",
    "card",
    "catalogue",
    "contains",
    "debits",
    "deliver",
    "differs_from",
    "entitle",
    "equals",
    "eventually",
    "expect",
    "free_address",
    "hidden_inputs",
    "hold",
    "keep",
    "lacks",
    "load_profile",
    "mask",
    "matching_entry",
    "meanwhile",
    "must_refuse",
    "network_faults",
    "none_of",
    "nothing_left",
    "one_of",
    "openapi",
    "operation",
    "own_contract",
    "present",
    "profile_path",
    "read_accepted",
    "response_sightings",
    "rest",
    "seconds_left",
    "served_meanwhile",
    "served_once",
    "starts_with",
    "stripe_pages",
    "sweep",
    "tampering",
    "tell",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    home = import_module(f"{__name__}.{module}")
    value = getattr(home, attribute) if hasattr(home, attribute) else import_module(f"{home.__name__}.{attribute}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
