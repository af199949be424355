"""Stripe without a change to the shop: the checkout's process is started with a small preload that leads the official
SDK's calls to the tap. For shops whose code cannot be told another address of Stripe's (`[stripe] redirect`)."""

import os
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
# What the preloads read: where Stripe is.
ADDRESS = "CHECKOUT_HARNESS_STRIPE"


def variables(kind: str, stripe_url: str, env: Mapping[str, str]) -> dict[str, str]:
    """What joins the checkout's environment for `python` or `node`; empty for no redirect."""
    if not kind:
        return {}
    name, value = {"python": _python, "node": _node}[kind](env)
    return {ADDRESS: stripe_url, name: value}


def _python(env: Mapping[str, str]) -> tuple[str, str]:
    paths = [str(HERE / "python"), *filter(None, [env.get("PYTHONPATH")])]
    return "PYTHONPATH", os.pathsep.join(paths)


def _node(env: Mapping[str, str]) -> tuple[str, str]:
    options = [*filter(None, [env.get("NODE_OPTIONS")]), f'--require "{HERE / "node.cjs"}"']
    return "NODE_OPTIONS", " ".join(options)
