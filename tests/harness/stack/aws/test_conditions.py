"""Conditional writes and their expressions, as the shop uses them; errors as botocore parses them."""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.harness.stack.aws.conftest import key

NUMBERS: dict[str, Any] = {"stock": {"N": "3"}, "held": {"M": {}}}
ABSENT = "attribute_not_exists(id)"
RESERVE = "SET stock = stock - :q, held.#i = :q"
RESERVABLE = "attribute_exists(id) AND attribute_not_exists(held.#i) AND stock >= :q"


def reserve(dynamodb: Any, table: str, intent: str, quantity: int, **more: Any) -> Any:
    """What services/checkout does for each line of a cart."""
    return dynamodb.update_item(
        TableName=table,
        Key=key(),
        UpdateExpression=RESERVE,
        ConditionExpression=RESERVABLE,
        ExpressionAttributeNames={"#i": intent},
        ExpressionAttributeValues={":q": {"N": str(quantity)}},
        ReturnValues="ALL_NEW",
        **more,
    )


def refused(error: ClientError) -> tuple[str, str, int]:
    """Code, message and status."""
    response: Any = error.response
    return response["Error"]["Code"], response["Error"]["Message"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_put_once(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={**key(), **NUMBERS}, ConditionExpression=ABSENT)
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as caught:
        dynamodb.put_item(TableName=table, Item={**key(), "stock": {"N": "9"}}, ConditionExpression=ABSENT)
    assert refused(caught.value) == ("ConditionalCheckFailedException", "The conditional request failed", 400)
    assert dynamodb.get_item(TableName=table, Key=key())["Item"] == {**key(), **NUMBERS}


def test_a_reservation_is_made_once_and_never_below_zero(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={**key(), **NUMBERS})
    left = reserve(dynamodb, table, "pi_1", 2)["Attributes"]
    assert left == {**key(), "stock": {"N": "1"}, "held": {"M": {"pi_1": {"N": "2"}}}}
    for intent, quantity in (("pi_1", 1), ("pi_2", 2)):
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
            reserve(dynamodb, table, intent, quantity)
    assert dynamodb.get_item(TableName=table, Key=key())["Item"] == left


def test_release_and_sale_happen_once(dynamodb: Any, table: str) -> None:
    """`SET ... REMOVE ...` in one expression, and `REMOVE` alone."""
    dynamodb.put_item(TableName=table, Item={**key(), **NUMBERS})
    request: dict[str, Any] = {
        "TableName": table,
        "Key": key(),
        "ConditionExpression": "attribute_exists(held.#i)",
        "ExpressionAttributeNames": {"#i": "pi_1"},
        "ReturnValues": "ALL_NEW",
    }
    back = {
        "UpdateExpression": "SET stock = stock + :q REMOVE held.#i",
        "ExpressionAttributeValues": {":q": {"N": "2"}},
    }
    for change, stock in ((back, "3"), ({"UpdateExpression": "REMOVE held.#i"}, "1")):
        reserve(dynamodb, table, "pi_1", 2)
        changed = dynamodb.update_item(**request, **change)["Attributes"]
        assert (changed["stock"], changed["held"]) == ({"N": stock}, {"M": {}})
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
            dynamodb.update_item(**request, **change)
        dynamodb.put_item(TableName=table, Item={**key(), **NUMBERS})


@pytest.mark.parametrize(
    ("expression", "values", "changed"),
    [
        ("SET made = if_not_exists(made, :v)", {":v": {"S": "new"}}, {"made": {"S": "new"}}),
        ("SET stock = if_not_exists(stock, :v)", {":v": {"N": "9"}}, {}),
        (
            "SET marks = list_append(if_not_exists(marks, :none), :v)",
            {":v": {"L": [{"S": "x"}]}, ":none": {"L": []}},
            {"marks": {"L": [{"S": "x"}]}},
        ),
        ("ADD stock :v", {":v": {"N": "-2"}}, {"stock": {"N": "1"}}),
        ("ADD tags :v", {":v": {"SS": ["a"]}}, {"tags": {"SS": ["a"]}}),
        (
            "SET mailed = :v, stock = :n",
            {":v": {"BOOL": True}, ":n": {"NULL": True}},
            {"mailed": {"BOOL": True}, "stock": {"NULL": True}},
        ),
    ],
)
def test_update_expressions(
    dynamodb: Any, table: str, expression: str, values: dict[str, Any], changed: dict[str, Any]
) -> None:
    dynamodb.put_item(TableName=table, Item={**key(), **NUMBERS})
    got = dynamodb.update_item(
        TableName=table,
        Key=key(),
        UpdateExpression=expression,
        ExpressionAttributeValues=values,
        ReturnValues="ALL_NEW",
    )
    assert got["Attributes"] == {**key(), **NUMBERS, **changed}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("stock = :v", True),
        ("stock <> :v", False),
        ("stock BETWEEN :v AND :w", True),
        ("stock IN (:w, :v)", True),
        ("NOT stock < :v", True),
        ("stock > :v OR attribute_exists(gone)", False),
        ("size(part) = :one", True),
        ("attribute_type(held, :map)", True),
        ("begins_with(part, :a)", True),
        ("contains(part, :a)", True),
        ("gone = :v", False),
        ("gone <> :v", True),
    ],
)
def test_conditions(dynamodb: Any, table: str, condition: str, holds: bool) -> None:
    """Comparisons with what is not there are false, but `<>` is true."""
    dynamodb.put_item(TableName=table, Item={**key(), **NUMBERS})
    every = {":v": {"N": "3"}, ":w": {"N": "4"}, ":one": {"N": "1"}, ":map": {"S": "M"}, ":a": {"S": "a"}}
    values = {name: every[name] for name in re.findall(r":\w+", condition)}
    try:
        dynamodb.delete_item(
            TableName=table, Key=key(), ConditionExpression=condition, ExpressionAttributeValues=values
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        assert not holds
    else:
        assert holds
    assert ("Item" in dynamodb.get_item(TableName=table, Key=key())) is not holds


def test_a_refusal_shows_the_item_when_asked(dynamodb: Any, table: str) -> None:
    """`ReturnValuesOnConditionCheckFailure`, whichever the write."""
    item = {**key(), **NUMBERS}
    dynamodb.put_item(TableName=table, Item=item)
    option = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    attempts = {
        "put": lambda more: dynamodb.put_item(TableName=table, Item=item, ConditionExpression=ABSENT, **more),
        "update": lambda more: reserve(dynamodb, table, "pi_1", 99, **more),
        "delete": lambda more: dynamodb.delete_item(TableName=table, Key=key(), ConditionExpression=ABSENT, **more),
    }
    for name, attempt in attempts.items():
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as caught:
            attempt(option)
        assert caught.value.response.get("Item") == item, name
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as plain:
            attempt({})
        assert "Item" not in plain.value.response, name


def test_what_a_write_returns(dynamodb: Any, table: str) -> None:
    """ALL_OLD, UPDATED_NEW, and nothing when nothing is asked."""
    item = {**key(), **NUMBERS}
    assert "Attributes" not in dynamodb.put_item(TableName=table, Item=item)
    assert dynamodb.put_item(TableName=table, Item=item, ReturnValues="ALL_OLD")["Attributes"] == item
    change = {"UpdateExpression": "SET stock = :v", "ExpressionAttributeValues": {":v": {"N": "8"}}}
    updated = dynamodb.update_item(TableName=table, Key=key(), ReturnValues="UPDATED_NEW", **change)
    assert updated["Attributes"] == {"stock": {"N": "8"}}
    attributes = dynamodb.delete_item(TableName=table, Key=key(), ReturnValues="ALL_OLD")["Attributes"]
    assert attributes == {**item, "stock": {"N": "8"}}
    assert "Attributes" not in dynamodb.delete_item(TableName=table, Key=key(), ReturnValues="ALL_OLD")
