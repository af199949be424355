"""Transactions: all or nothing, with a reason for each member.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from harness.stack import aws
from tests.harness.stack.aws.conftest import key


def put(table: str, part: str, **more: Any) -> dict[str, Any]:
    """A member that writes once."""
    item = {**key(part), "stock": {"N": "1"}}
    return {"Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(id)", **more}}


def count(table: str, part: str, condition: str = "attribute_exists(id)", **more: Any) -> dict[str, Any]:
    """A member that counts up."""
    return {
        "Update": {
            "TableName": table,
            "Key": key(part),
            "UpdateExpression": "SET stock = stock + :one",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {":one": {"N": "1"}},
            **more,
        }
    }


def stock(dynamodb: Any, table: str, part: str) -> int | None:
    """What is stored, read consistently; None when the item is not there."""
    found = dynamodb.get_item(TableName=table, Key=key(part), ConsistentRead=True)
    return int(found["Item"]["stock"]["N"]) if "Item" in found else None


def test_all_members_take_effect(dynamodb: Any, table: str) -> None:
    """Put, update, delete and check in one."""
    for part in ("counter", "gone", "there"):
        dynamodb.put_item(TableName=table, Item={**key(part), "stock": {"N": "1"}})
    dynamodb.transact_write_items(
        TransactItems=[
            put(table, "order"),
            count(table, "counter"),
            {"Delete": {"TableName": table, "Key": key("gone")}},
            {
                "ConditionCheck": {
                    "TableName": table,
                    "Key": key("there"),
                    "ConditionExpression": "attribute_exists(id)",
                }
            },
        ]
    )
    assert [stock(dynamodb, table, part) for part in ("order", "counter", "gone", "there")] == [1, 2, None, 1]


def test_one_condition_that_fails_cancels_all_and_names_it(dynamodb: Any, table: str) -> None:
    for part in ("counter", "taken"):
        dynamodb.put_item(TableName=table, Item={**key(part), "stock": {"N": "1"}})
    option = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as caught:
        dynamodb.transact_write_items(
            TransactItems=[count(table, "counter"), put(table, "taken", **option), put(table, "order")]
        )
    response = caught.value.response
    reasons = response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed", "None"]
    assert reasons[1]["Item"] == {**key("taken"), "stock": {"N": "1"}}
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (
        "TransactionCanceledException",
        400,
    )
    assert "[None, ConditionalCheckFailed, None]" in response["Error"]["Message"]
    assert [stock(dynamodb, table, part) for part in ("counter", "taken", "order")] == [1, 1, None]


def test_two_tables(dynamodb: Any, table: str) -> None:
    """An order and the stock, as a refund changes both."""
    other = f"other-{uuid4().hex}"
    dynamodb.create_table(
        TableName=other,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    there = {"Put": {"TableName": other, "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}}
    dynamodb.transact_write_items(TransactItems=[put(table, "order"), there])
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
        dynamodb.transact_write_items(TransactItems=[put(table, "second"), there])
    assert [stock(dynamodb, table, part) for part in ("order", "second")] == [1, None]
    assert dynamodb.scan(TableName=other)["Count"] == 1


def test_the_same_token_takes_effect_once(dynamodb: Any, table: str, engine: str) -> None:
    """Idempotent for ten minutes with `ClientRequestToken`; moto knows no token and counts twice."""
    dynamodb.put_item(TableName=table, Item={**key("counter"), "stock": {"N": "0"}})
    token = uuid4().hex
    for _ in range(2):
        dynamodb.transact_write_items(TransactItems=[count(table, "counter")], ClientRequestToken=token)
    assert stock(dynamodb, table, "counter") == (2 if engine == aws.MOTO else 1)


def test_a_token_used_for_something_else_is_refused(dynamodb: Any, table: str, engine: str) -> None:
    """IdempotentParameterMismatchException; moto knows no token."""
    token = uuid4().hex
    dynamodb.transact_write_items(TransactItems=[put(table, "a")], ClientRequestToken=token)
    if engine == aws.MOTO:
        dynamodb.transact_write_items(TransactItems=[put(table, "b")], ClientRequestToken=token)
        return
    with pytest.raises(dynamodb.exceptions.IdempotentParameterMismatchException):
        dynamodb.transact_write_items(TransactItems=[put(table, "b")], ClientRequestToken=token)
    assert stock(dynamodb, table, "b") is None


def test_one_item_twice_is_refused(dynamodb: Any, table: str) -> None:
    with pytest.raises(ClientError, match="cannot include multiple operations on one item"):
        dynamodb.transact_write_items(TransactItems=[count(table, "a"), put(table, "a")])


def test_a_failed_arithmetic_cancels_all(dynamodb: Any, table: str) -> None:
    """`stock + 1` where there is no stock."""
    dynamodb.put_item(TableName=table, Item=key("empty"))
    with pytest.raises(ClientError) as caught:
        dynamodb.transact_write_items(TransactItems=[put(table, "order"), count(table, "empty")])
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert stock(dynamodb, table, "order") is None


def test_reading_several_at_once(dynamodb: Any, table: str) -> None:
    """One answer for each that was asked for, empty for what is not there."""
    dynamodb.put_item(TableName=table, Item={**key("a"), "stock": {"N": "1"}})
    items = [{"Get": {"TableName": table, "Key": key(part)}} for part in ("a", "b")]
    found = dynamodb.transact_get_items(TransactItems=items)["Responses"]
    assert found == [{"Item": {**key("a"), "stock": {"N": "1"}}}, {}]
