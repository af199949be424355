"""SES: what the shop sends is listed at `/_aws/ses` as LocalStack lists it."""

from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from harness.stack import aws
from harness.stack.base.http_probe import get_json
from tests.harness.stack.aws.conftest import client

SENDER = "shop@shop.example"
RAW = f"From: {SENDER}\r\nTo: ada@there.example\r\nSubject: Raw\r\n\r\nGrüße"


@pytest.fixture
def to(ses: Any) -> str:
    """An address that nobody else writes to; the sender is verified."""
    ses.verify_email_identity(EmailAddress=SENDER)
    return f"{uuid4().hex}@there.example"


def mails(edge: str, to: str) -> list[dict[str, Any]]:
    """The mails to that address."""
    return [mail for mail in get_json(f"{edge}/_aws/ses")["messages"] if to in mail["Destination"]["ToAddresses"]]


def send(ses: Any, to: str, body: dict[str, Any], subject: str = "Your order", **more: Any) -> str:
    """The id of a mail as services/checkout sends it."""
    message = {"Subject": {"Charset": "UTF-8", "Data": subject}, "Body": body}
    sent = ses.send_email(Source=SENDER, Destination={"ToAddresses": [to], **more}, Message=message)
    identifier: str = sent["MessageId"]
    return identifier


def test_a_mail_of_text(edge: str, ses: Any, to: str) -> None:
    text = "1 x Mug: 12,00 €\n\nTotal & thanks <3"
    identifier = send(ses, to, {"Text": {"Charset": "UTF-8", "Data": text}})
    assert mails(edge, to) == [
        {
            "Id": identifier,
            "Region": "us-east-1",
            "Source": SENDER,
            "Destination": {"ToAddresses": [to]},
            "Subject": "Your order",
            "Body": {"text_part": text, "html_part": None},
        }
    ]


def test_a_mail_of_html(edge: str, ses: Any, to: str) -> None:
    send(ses, to, {"Html": {"Data": "<p>Hello</p>"}})
    assert mails(edge, to)[0]["Body"] == {"text_part": None, "html_part": "<p>Hello</p>"}


def test_a_mail_of_both(edge: str, ses: Any, to: str, engine: str) -> None:
    """moto keeps the HTML alone."""
    send(ses, to, {"Html": {"Data": "<p>Hello</p>"}, "Text": {"Data": "Hello"}})
    text = None if engine == aws.MOTO else "Hello"
    assert mails(edge, to)[0]["Body"] == {"text_part": text, "html_part": "<p>Hello</p>"}


def test_mails_come_in_their_order_and_copies_are_told(edge: str, ses: Any, to: str) -> None:
    for number in range(3):
        send(ses, to, {"Text": {"Data": "x"}}, subject=str(number), CcAddresses=["cc@there.example"])
    assert [mail["Subject"] for mail in mails(edge, to)] == ["0", "1", "2"]
    assert mails(edge, to)[0]["Destination"]["CcAddresses"] == ["cc@there.example"]


def test_a_raw_mail(edge: str, ses: Any, to: str) -> None:
    """To whom the request says, with what was sent."""
    identifier = ses.send_raw_email(Source=SENDER, Destinations=[to], RawMessage={"Data": RAW.encode()})["MessageId"]
    (mail,) = mails(edge, to)
    assert (mail["Id"], mail["Source"], mail["RawData"]) == (identifier, SENDER, RAW)


@pytest.mark.parametrize("kind", ["written", "raw"])
def test_a_sender_that_is_not_verified(edge: str, ses: Any, to: str, engine: str, kind: str) -> None:
    """MessageRejected, and nothing is sent. Of a raw mail moto says it in words of its own."""
    words = "Did not have authority" if (engine, kind) == (aws.MOTO, "raw") else "Email address (is )?not verified"
    stranger = f"{uuid4().hex}@elsewhere.example"
    written = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}
    send_it, message = {
        "raw": (ses.send_raw_email, {"Destinations": [to], "RawMessage": {"Data": RAW.encode()}}),
        "written": (ses.send_email, {"Destination": {"ToAddresses": [to]}, "Message": written}),
    }[kind]
    with pytest.raises(ses.exceptions.MessageRejected, match=words) as caught:
        send_it(Source=stranger, **message)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert mails(edge, to) == []


def test_a_sender_of_a_verified_domain(edge: str, ses: Any, to: str) -> None:
    ses.verify_domain_identity(Domain="wide.example")
    message = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}
    ses.send_email(Source="any@wide.example", Destination={"ToAddresses": [to]}, Message=message)
    assert len(mails(edge, to)) == 1


def test_identities_are_listed(ses: Any, to: str) -> None:
    assert SENDER in ses.list_identities()["Identities"]
    attributes = ses.get_identity_verification_attributes(Identities=[SENDER])["VerificationAttributes"]
    assert attributes[SENDER]["VerificationStatus"] == "Success"


def test_each_region_has_its_own(edge: str, ses: Any, to: str) -> None:
    """Verified here is not verified there; a mail says where it was sent."""
    there = client(edge, "ses", "eu-central-1")
    with pytest.raises(ClientError, match="MessageRejected"):
        send(there, to, {"Text": {"Data": "x"}})
    there.verify_email_identity(EmailAddress=SENDER)
    send(there, to, {"Text": {"Data": "x"}})
    assert [mail["Region"] for mail in mails(edge, to)] == ["eu-central-1"]


def test_a_senders_mails(edge: str, ses: Any, to: str) -> None:
    """`?email=` is about senders, as LocalStack's."""
    send(ses, to, {"Text": {"Data": "x"}})
    assert to in str(get_json(f"{edge}/_aws/ses?email={SENDER}"))
    assert get_json(f"{edge}/_aws/ses?email={to}") == {"messages": []}
