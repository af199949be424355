"""Mails that moto's SES holds, told in the shape of LocalStack's `/_aws/ses`."""

from typing import Any


def all_mails() -> list[dict[str, Any]]:
    """Every mail of every region, oldest first."""
    from moto.ses.models import ses_backends

    return [
        _as_localstack(region, message)
        for regions in ses_backends.values()
        for region, backend in regions.items()
        for message in list(backend.sent_messages)
    ]


def _as_localstack(region: str, message: Any) -> dict[str, Any]:
    mail: dict[str, Any] = {"Id": message.id, "Region": region, "Source": message.source}
    destinations = message.destinations
    if isinstance(destinations, dict):
        mail["Destination"] = {name: list(addresses) for name, addresses in destinations.items()}
    else:
        mail["Destination"] = {"ToAddresses": list(destinations)}
    mail["Destination"].setdefault("ToAddresses", [])
    if hasattr(message, "raw_data"):
        return {**mail, "RawData": message.raw_data}
    html = "<" in message.body[:200] if isinstance(message.body, str) else False
    body = {"text_part": None, "html_part": message.body} if html else {"text_part": message.body, "html_part": None}
    return {**mail, "Subject": getattr(message, "subject", ""), "Body": body}
