"""A sent mail in the shape of LocalStack's `/_aws/ses`."""

from typing import Any


def mail(identifier: str, region: str, source: str, to: list[str], **others: list[str]) -> dict[str, Any]:
    """What every mail has; `others` are further recipients by their kind, as `CcAddresses`."""
    destination = {"ToAddresses": to, **{kind: addresses for kind, addresses in others.items() if addresses}}
    return {"Id": identifier, "Region": region, "Source": source, "Destination": destination}


def written(subject: str, text: str | None, html: str | None) -> dict[str, Any]:
    """What a mail has that was given by its parts; a raw one has `RawData` instead."""
    return {"Subject": subject, "Body": {"text_part": text, "html_part": html}}
