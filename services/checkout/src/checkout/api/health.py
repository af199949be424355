"""Whether the checkout can serve."""

from fastapi import APIRouter

from checkout.api.access import TheShop
from checkout.api.answers import errors
from checkout.problems import unavailable
from checkout.schemas import Health

ROUTER = APIRouter(tags=["service"])


@ROUTER.get("/health", operation_id="health", responses=errors())
def health(shop: TheShop) -> Health:
    """Say whether the checkout can serve."""
    if not shop.serves():
        raise unavailable("not_ready", "The shop's tables are not there yet. Try again soon.")
    return Health(status="ok")
