"""One module per Stripe resource; each lists its `ENDPOINTS`. Adding a resource is adding a file here."""

from importlib import import_module
from pkgutil import iter_modules

from stripe_emulator.endpoint import Endpoint


def endpoints() -> list[Endpoint]:
    """Every endpoint of every resource."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [endpoint for module in modules for endpoint in module.ENDPOINTS]
