"""Python runs this before the checkout: calls of stripe-python to Stripe's hosts go to $CHECKOUT_HARNESS_STRIPE.

It stands alone and imports nothing of the checkout's: the SDK's HTTP clients are changed when it is imported.
"""

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

ADDRESS = os.environ.get("CHECKOUT_HARNESS_STRIPE", "").rstrip("/")
HOSTS = tuple(f"https://{name}.stripe.com" for name in ("api", "files", "connect", "meter-events"))
# Where the clients are: before stripe-python 8, and since.
MODULES = ("stripe.http_client", "stripe._http_client")
SENDING = ("request", "request_stream", "request_async", "request_stream_async")


def led(url):
    for host in HOSTS:
        if url == host or url.startswith((host + "/", host + "?")):
            return ADDRESS + url[len(host) :]
    return url


def leading(send):
    @functools.wraps(send)
    def sent(self, method, url, *args, **kwargs):
        return send(self, method, led(url), *args, **kwargs)

    return sent


def change(module):
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            for name in SENDING:
                if name in vars(value):
                    setattr(value, name, leading(vars(value)[name]))


class Finder(importlib.abc.MetaPathFinder):
    """Finds the SDK's clients where they are, and changes them once they are loaded."""

    def find_spec(self, name, path=None, target=None):
        if name not in MODULES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module):
                load(module)
                change(module)

            spec.loader.exec_module = exec_module
        return spec


def go_on():
    """Run the sitecustomize that this one hides, if there is one."""
    here = os.path.dirname(os.path.abspath(__file__))
    others = [place for place in sys.path if os.path.abspath(place or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if ADDRESS:
    sys.meta_path.insert(0, Finder())
go_on()
