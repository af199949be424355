"""No key and no secret stands in a URL, which proxies and logs keep (fact 68)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from harness.core.failure_codes.code import FailureCode
from harness.core.masking import CLIENT_SECRET, EPHEMERAL_KEY, SECRET_KEY, WEBHOOK_SECRET, sightings
from harness.tap.recorded.reading import Reading
from harness.tap.rules import Breach

SECRET_IN_URL = FailureCode(
    code="stripe_secret_in_url",
    severity="blocker",
    title="A key or a secret is in a URL",
    meaning="A secret key, a webhook secret or a client secret is part of a URL. Proxies and servers log URLs.",
    what_to_do="Send keys in the Authorization header and secrets in the body; replace the key that was seen.",
    example="""\
GET /v1/payment_intents/{intent}: a client secret stands in the URL [stripe_secret_in_url]
      Let checkout/payments.py:40 send request 2 at 2026-01-01T12:00:00.000+00:00
     Then secrets travel in headers and bodies only
  However the URL holds pi_1_secret_…""",
)
SOURCE = "https://docs.stripe.com/keys-best-practices"
SECRETS = (SECRET_KEY, WEBHOOK_SECRET, CLIENT_SECRET, EPHEMERAL_KEY)


def judge(readings: Sequence[Reading]) -> Iterator[Breach]:
    """`stripe_secret_in_url`."""
    for reading in readings:
        for row in sightings(unquote(f"{reading.path}?{reading.query}")):
            if row["kind"] in SECRETS:
                yield Breach(
                    code=SECRET_IN_URL,
                    title=f"{reading.name}: a {row['kind']} stands in the URL",
                    reading=reading,
                    param=row["kind"],
                    then="secrets travel in headers and bodies only",
                    however=f"the URL holds {row['shown']}",
                    source=SOURCE,
                )
