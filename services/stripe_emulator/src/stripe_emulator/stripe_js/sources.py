"""The stand-in's two texts, put together from small files once: the script of the shop's page and the frames' page."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

# What runs in the shop's page, in order; all of it shares one function scope.
PAGE = (
    "misuse", "home", "emitter", "frame_link", "intents", "controller", "element_types", "element", "elements",
    "card_source", "making", "next_action", "confirming", "stripe_object", "other_methods", "checkout/trains",
    "checkout/amounts", "checkout/store", "checkout/actions", "checkout/confirming", "checkout/address", "checkout/sdk",
    "checkout/embedded", "checkout/init", "not_here", "stripe",
)  # fmt: skip
# What runs in the frames, in order.
FRAME = (
    "link", "brands", "errors", "number", "expiry", "cvc", "postal_code", "country", "bank_account", "contact",
    "input", "layouts", "form", "methods", "choice", "address", "appearance", "card_channel", "api", "element",
    "controller", "challenge", "start",
)  # fmt: skip


def script(served_from: str, forced_home: str | None) -> str:
    """Stripe.js: `served_from` is where this answer came from, `forced_home` where the frames must come from."""
    settings = f"const SERVED_FROM = {_literal(served_from)};\nconst FORCED_HOME = {_literal(forced_home)};\n"
    return f'(function () {{\n"use strict";\n{settings}{_joined("page", PAGE)}}})();\n'


@cache
def frame() -> str:
    """The page of every frame; its URL says which one it is."""
    page = _read("frame/frame.html").replace("/* style */", _read("frame/frame.css"))
    return page.replace("/* script */", f'"use strict";\n{_joined("frame", FRAME)}')


@cache
def _joined(folder: str, names: tuple[str, ...]) -> str:
    return "\n".join(_read(f"{folder}/{name}.js") for name in names)


def _read(name: str) -> str:
    return files("stripe_emulator.stripe_js").joinpath(name).read_text(encoding="utf-8")


def _literal(value: str | None) -> str:
    return json.dumps(value).replace("<", "\\u003c")
