"""Python runs this before the checkout: calls of stripe-python to Stripe's hosts go to $CHECKOUT_HARNESS_STRIPE.

It stands alone and imports nothing of the checkout's: the SDK's HTTP clients are changed when it is imported.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

ADDRESS = os.environ.get("CHECKOUT_HARNESS_STRIPE", "").rstrip("/")
HOSTS = tuple(f"https://{name}.stripe.com" for name in ("api", "files", "connect", "meter-events"))
# Where the clients are: before stripe-python 8, and since.
MODULES = ("stripe.http_client", "stripe._http_client")
SENDING = ("request", "request_stream", "request_async", "request_stream_async")


def led(url: str) -> str:
    """Where a call to this address goes."""
    for host in HOSTS:
        if url == host or url.startswith((host + "/", host + "?")):
            return ADDRESS + url[len(host) :]
    return url


def leading(send: Callable[..., Any]) -> Callable[..., Any]:
    """The same method of a client, for addresses that are led."""

    @functools.wraps(send)
    def sent(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return send(self, method, led(url), *args, **kwargs)

    return sent


def change(module: ModuleType) -> None:
    """Let every client of the SDK lead its calls."""
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            for name in SENDING:
                if name in vars(value):
                    setattr(value, name, leading(vars(value)[name]))


class Finder(importlib.abc.MetaPathFinder):
    """Finds the SDK's clients where they are, and changes them once they are loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in MODULES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            load = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                load(module)
                change(module)

            loader.exec_module = exec_module
        return spec


def go_on() -> None:
    """Run the sitecustomize that this one hides, if there is one."""
    here = os.path.dirname(os.path.abspath(__file__))
    others = [place for place in sys.path if os.path.abspath(place or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if ADDRESS:
    sys.meta_path.insert(0, Finder())
go_on()
