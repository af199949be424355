"""No key and no secret stands in a URL, which proxies and logs keep (fact 68)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from harness.core.masking import CLIENT_SECRET, EPHEMERAL_KEY, SECRET_KEY, WEBHOOK_SECRET, sightings
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

SOURCE = "https://docs.stripe.com/keys-best-practices"
SECRETS = (SECRET_KEY, WEBHOOK_SECRET, CLIENT_SECRET, EPHEMERAL_KEY)


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_secret_in_url`."""
    for reading in readings:
        for row in sightings(unquote(f"{reading.path}?{reading.query}")):
            if row["kind"] in SECRETS:
                yield Breach(
                    code="stripe_secret_in_url",
                    title=f"{reading.name}: a {row['kind']} stands in the URL",
                    reading=reading,
                    param=row["kind"],
                    then="secrets travel in headers and bodies only",
                    however=f"the URL holds {row['shown']}",
                    source=SOURCE,
                    severity="blocker",
                )
