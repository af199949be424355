"""boto3 and the Stripe SDK on one port at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
import stripe

from tests.localstack.engine import Container

ITEMS, SHOPPERS = 20, 50
Aws = Callable[[str], Any]


@pytest.fixture
def aws(localstack: Container) -> Aws:
    """Makes boto3 clients of LocalStack."""
    session = boto3.Session("test", "test", region_name="us-east-1")
    return lambda service: session.client(service, endpoint_url=localstack.url)


def test_s3_sqs_ses_dynamodb_and_stripe_answer_at_once(localstack: Container, aws: Aws, key: str) -> None:
    clients = {name: aws(name) for name in ("s3", "sqs", "ses", "dynamodb")}
    name = key.removeprefix("sk_test_")[:40]

    def s3() -> bytes:
        clients["s3"].create_bucket(Bucket=name)
        clients["s3"].put_object(Bucket=name, Key="v1/customers", Body=b"kept")
        body: bytes = clients["s3"].get_object(Bucket=name, Key="v1/customers")["Body"].read()
        return body

    def sqs() -> str:
        queue = clients["sqs"].create_queue(QueueName=name)["QueueUrl"]
        clients["sqs"].send_message(QueueUrl=queue, MessageBody="sent")
        return str(clients["sqs"].receive_message(QueueUrl=queue)["Messages"][0]["Body"])

    def ses() -> str:
        sender, to = "orders@shop.example", f"{name}@shop.example"
        clients["ses"].verify_email_identity(EmailAddress=sender)
        message = {"Subject": {"Data": "Paid"}, "Body": {"Text": {"Data": "Thank you"}}}
        clients["ses"].send_email(Source=sender, Destination={"ToAddresses": [to]}, Message=message)
        mails = localstack.get("/_aws/ses")["messages"]
        return str(next(mail["Subject"] for mail in mails if mail["Destination"]["ToAddresses"] == [to]))

    def dynamodb() -> str:
        table(clients["dynamodb"], name)
        clients["dynamodb"].put_item(TableName=name, Item={"id": {"S": "a"}, "what": {"S": "stored"}})
        return str(clients["dynamodb"].get_item(TableName=name, Key={"id": {"S": "a"}})["Item"]["what"]["S"])

    def paid() -> str:
        sdk = stripe.StripeClient(key, base_addresses={"api": localstack.url})
        methods = {"enabled": True, "allow_redirects": "never"}
        options: Any = {"amount": 1999, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
        return str(sdk.v1.payment_intents.create({**options, "automatic_payment_methods": methods}).status)

    with ThreadPoolExecutor(5) as threads:
        calls = [threads.submit(call) for call in (s3, sqs, ses, dynamodb, paid)]
        assert [each.result() for each in calls] == [b"kept", "sent", "Paid", "stored", "succeeded"]


def test_mails_are_kept_by_sender(localstack: Container, aws: Aws, key: str) -> None:
    """`/_aws/ses?email=`: what the embedded edge answers too."""
    sender, to = (f"{who}.{key}@shop.example" for who in ("from", "to"))
    aws("ses").verify_email_identity(EmailAddress=sender)
    text = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Ada"}}}
    aws("ses").send_email(Source=sender, Destination={"ToAddresses": [to]}, Message=text)
    assert [len(localstack.get(f"/_aws/ses?email={who}")["messages"]) for who in (sender, to)] == [1, 0]


def test_fifty_shoppers_at_once_get_twenty_items(aws: Aws, key: str) -> None:
    """Conditional writes do not oversell."""
    client, name = aws("dynamodb"), key.removeprefix("sk_test_")
    table(client, name)
    client.put_item(TableName=name, Item={"id": {"S": "stock"}, "left": {"N": str(ITEMS)}})

    def take(_: int) -> bool:
        try:
            client.update_item(
                TableName=name,
                Key={"id": {"S": "stock"}},
                UpdateExpression="SET #l = #l - :one",
                ConditionExpression="#l >= :one",
                ExpressionAttributeNames={"#l": "left"},
                ExpressionAttributeValues={":one": {"N": "1"}},
            )
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(SHOPPERS) as threads:
        sold = sum(threads.map(take, range(SHOPPERS)))
    assert sold == ITEMS
    assert client.get_item(TableName=name, Key={"id": {"S": "stock"}})["Item"]["left"]["N"] == "0"


def table(client: Any, name: str) -> None:
    """A table by that name whose key is `id`."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
