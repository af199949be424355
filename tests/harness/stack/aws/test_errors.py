"""What is refused, with the code by which botocore raises it."""

from typing import Any
from uuid import uuid4

import pytest
import requests
from botocore.exceptions import ClientError

from harness.stack import aws
from tests.harness.stack.aws.conftest import key, keys

ONE, WORD = {":v": {"N": "1"}}, {":v": {"S": "a"}}


def put(item: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    """A put of an item with a whole key, changed so."""
    return "put_item", {"Item": {**key(), **item}, **more}


def update(expression: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """An update of what is not there."""
    return "update_item", {"Key": key(), "UpdateExpression": expression, "ExpressionAttributeValues": values}


def query(condition: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """A query by one value."""
    return "query", {"KeyConditionExpression": condition, "ExpressionAttributeValues": WORD, **more}


INVALID: dict[str, tuple[str, dict[str, Any], str]] = {
    "a part of the key is missing": ("put_item", {"Item": {"id": {"S": "1"}}}, "Missing the key part in the item"),
    "a key of another type": (*put({"id": {"N": "1"}}), "Type mismatch for key id expected: S actual: N"),
    "half a key": ("get_item", {"Key": {"id": {"S": "1"}}}, "The provided key element does not match the schema"),
    "a condition with no end": (*put({}, ConditionExpression="stock >"), "Invalid ConditionExpression: Syntax error"),
    "a value that is not given": (
        *put({}, ConditionExpression="stock > :v"),
        "An expression attribute value used in expression is not defined",
    ),
    "a number that is none": (*put({"n": {"N": "many"}}), "cannot be converted to a numeric value"),
    "a key that changes": (*update("SET id = :v", WORD), "This attribute is part of the key"),
    "a sum with nothing": (
        *update("SET stock = stock + :v", ONE),
        "refers to an attribute that does not exist in the item",
    ),
    "a path that leads nowhere": (
        *update("SET held.x = :v", WORD),
        "document path provided in the update expression is invalid for update",
    ),
    "a query without its key": (*query("part = :v"), "Query condition missed key schema element: id"),
    "an index that there is not": (*query("id = :v", IndexName="none"), "The table does not have the specified index"),
}
# Where moto answers otherwise than AWS: code, status and words.
MOTO: dict[str, tuple[str, int, str]] = {
    "half a key": ("ValidationException", 400, "Validation Exception"),
    "a condition with no end": ("500", 500, ""),
    "a value that is not given": ("500", 500, ""),
    "an index that there is not": ("ResourceNotFoundException", 400, ""),
}
NOWHERE = f"none-{uuid4().hex}"


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("get_item", {"Key": key()}),
        ("put_item", {"Item": key()}),
        ("update_item", {"Key": key(), "UpdateExpression": "REMOVE x"}),
        ("delete_item", {"Key": key()}),
        ("scan", {}),
        ("query", {"KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "1"}}}),
        ("describe_table", {}),
        ("delete_table", {}),
    ],
)
def test_a_table_that_there_is_not(dynamodb: Any, operation: str, request_: dict[str, Any]) -> None:
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException) as caught:
        getattr(dynamodb, operation)(TableName=NOWHERE, **request_)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_table_that_is_there(dynamodb: Any, table: str) -> None:
    with pytest.raises(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(
            TableName=table,
            KeySchema=keys("id"),
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
    assert dynamodb.describe_table(TableName=table)["Table"]["TableStatus"] == "ACTIVE"


@pytest.mark.parametrize("what", INVALID)
def test_what_is_not_valid(dynamodb: Any, table: str, engine: str, what: str) -> None:
    """ValidationException, in AWS's words, and nothing is written."""
    operation, request, words = INVALID[what]
    code, status = "ValidationException", 400
    if engine == aws.MOTO:
        code, status, words = MOTO.get(what, (code, status, words))
    with pytest.raises(ClientError) as caught:
        getattr(dynamodb, operation)(TableName=table, **request)
    response: Any = caught.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert words in response["Error"]["Message"]
    assert dynamodb.scan(TableName=table)["Count"] == 0


def test_the_body_of_a_refusal(edge: str, dynamodb: Any, table: str) -> None:
    """`__type` names the error; https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html"""
    headers = {"X-Amz-Target": "DynamoDB_20120810.PutItem", "Content-Type": "application/x-amz-json-1.0"}
    body = {"TableName": table, "Item": key(), "ConditionExpression": "attribute_exists(id)"}
    got = requests.post(edge, json=body, headers=headers, timeout=60)
    assert got.status_code == 400
    assert got.json()["__type"].rpartition("#")[2] == "ConditionalCheckFailedException"
    assert got.headers["x-amzn-requestid"]


def test_an_operation_that_there_is_not(edge: str, engine: str) -> None:
    """AWS answers 400 UnknownOperationException; moto has no name for it and answers 500."""
    got = requests.post(edge, json={}, headers={"X-Amz-Target": "DynamoDB_20120810.Nonsense"}, timeout=60)
    assert got.status_code == (500 if engine == aws.MOTO else 400)
