"""The ways to pay, by name."""

from tests.styles.shop.ways import deferred, embedded, hosted, in_page, link, saved, server
from tests.styles.shop.ways.way import Way

__all__ = ["WAYS", "Way"]

WAYS: dict[str, Way] = {
    way.name: way
    for way in (
        in_page.PaymentElement(),
        in_page.CardElement(),
        server.AtServer(),
        hosted.Hosted(),
        embedded.Embedded(),
        embedded.Elements(),
        link.Link(),
        deferred.Deferred(),
        saved.Saved(),
    )
}
