"""Query, scan and batches: keys, indexes, order, pages."""

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from harness.run import post_run_checks
from harness.stack.base.stack import Stack
from tests.harness.stack.aws.conftest import client, key

ITEMS = [{**key(f"{part:02}", id), "owner": {"S": f"o{part % 2}"}} for id in ("1", "2") for part in range(10)]


@pytest.fixture
def filled(dynamodb: Any, table: str) -> str:
    """The table with twenty items, put in two batches."""
    for some in (ITEMS[:10], ITEMS[10:]):
        got = dynamodb.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in some]})
        assert got["UnprocessedItems"] == {}
    return table


def parts(items: list[dict[str, Any]]) -> list[str]:
    """The sort keys, in the order in which they came."""
    return [item["part"]["S"] for item in items]


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("id = :id", {}, [f"{n:02}" for n in range(10)]),
        ("id = :id AND part > :a", {":a": "06"}, ["07", "08", "09"]),
        ("id = :id AND part <= :a", {":a": "01"}, ["00", "01"]),
        ("id = :id AND part BETWEEN :a AND :b", {":a": "03", ":b": "05"}, ["03", "04", "05"]),
        ("id = :id AND begins_with(part, :a)", {":a": "0"}, [f"{n:02}" for n in range(10)]),
    ],
)
def test_key_conditions(
    dynamodb: Any, filled: str, condition: str, values: dict[str, str], expected: list[str]
) -> None:
    """Sorted by the sort key, both ways."""
    request: dict[str, Any] = {
        "TableName": filled,
        "KeyConditionExpression": condition,
        "ConsistentRead": True,
        "ExpressionAttributeValues": {name: {"S": value} for name, value in {":id": "1", **values}.items()},
    }
    assert parts(dynamodb.query(**request)["Items"]) == expected
    assert parts(dynamodb.query(**request, ScanIndexForward=False)["Items"]) == expected[::-1]


def test_an_index(dynamodb: Any, filled: str) -> None:
    """By another attribute than the key; it cannot be read consistently."""
    request: dict[str, Any] = {
        "TableName": filled,
        "IndexName": "by-owner",
        "KeyConditionExpression": "#o = :o",
        "ExpressionAttributeNames": {"#o": "owner"},
        "ExpressionAttributeValues": {":o": {"S": "o1"}},
    }
    found = dynamodb.query(**request)["Items"]
    assert len(found) == 10
    assert parts(found) == sorted(parts(found))
    assert {item["owner"]["S"] for item in found} == {"o1"}
    with pytest.raises(ClientError, match="Consistent reads are not supported on global secondary indexes"):
        dynamodb.query(**request, ConsistentRead=True)


def test_pages_of_a_query(dynamodb: Any, filled: str) -> None:
    """Each page begins after the last key of the one before; none comes twice."""
    pages = list(
        dynamodb.get_paginator("query").paginate(
            TableName=filled,
            KeyConditionExpression="id = :id",
            ExpressionAttributeValues={":id": {"S": "1"}},
            PaginationConfig={"PageSize": 4},
        )
    )
    assert [parts(page["Items"]) for page in pages[:3]] == [
        ["00", "01", "02", "03"],
        ["04", "05", "06", "07"],
        ["08", "09"],
    ]
    assert pages[0]["LastEvaluatedKey"] == key("03")


def test_a_limit_counts_before_the_filter(dynamodb: Any, filled: str) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html"""
    page = dynamodb.query(
        TableName=filled,
        KeyConditionExpression="id = :id",
        FilterExpression="#o = :o",
        Limit=4,
        ExpressionAttributeNames={"#o": "owner"},
        ExpressionAttributeValues={":id": {"S": "1"}, ":o": {"S": "o1"}},
    )
    assert (parts(page["Items"]), page["Count"], page["ScannedCount"]) == (["01", "03"], 2, 4)
    assert page["LastEvaluatedKey"] == key("03")


def test_pages_of_a_scan(dynamodb: Any, filled: str) -> None:
    """Everything once, whatever the pages."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=filled, PaginationConfig={"PageSize": 3})
    found = [json.dumps(item, sort_keys=True) for page in pages for item in page["Items"]]
    assert sorted(found) == sorted(json.dumps(item, sort_keys=True) for item in ITEMS)


def test_a_projection_and_a_count(dynamodb: Any, filled: str) -> None:
    query: dict[str, Any] = {"TableName": filled, "KeyConditionExpression": "id = :id"}
    query |= {"ExpressionAttributeValues": {":id": {"S": "1"}}}
    counted = dynamodb.query(**query, Select="COUNT")
    assert counted["Count"] == 10
    assert not counted.get("Items")
    some = dynamodb.query(**query, ProjectionExpression="part", Limit=1)["Items"]
    assert some == [{"part": {"S": "00"}}]


def test_a_batch_of_keys(dynamodb: Any, filled: str) -> None:
    """What is not there is left out; nothing is unprocessed."""
    request = {"Keys": [key("03"), key("99"), key("05", "2")], "ConsistentRead": True}
    got = dynamodb.batch_get_item(RequestItems={filled: request})
    assert sorted(parts(got["Responses"][filled])) == ["03", "05"]
    assert got["UnprocessedKeys"] == {}


def test_a_batch_deletes_too(dynamodb: Any, filled: str) -> None:
    dynamodb.batch_write_item(
        RequestItems={
            filled: [
                {"DeleteRequest": {"Key": key("00")}},
                {"PutRequest": {"Item": {**key("zz"), "owner": {"S": "o"}}}},
            ]
        }
    )
    assert "Item" not in dynamodb.get_item(TableName=filled, Key=key("00"))
    assert "Item" in dynamodb.get_item(TableName=filled, Key=key("zz"))


def test_the_same_key_twice_in_a_batch_is_refused(dynamodb: Any, table: str) -> None:
    with pytest.raises(ClientError, match="Provided list of item keys contains duplicates"):
        dynamodb.batch_get_item(RequestItems={table: {"Keys": [key(), key()]}})


def test_after_the_run_every_item_is_read_by_plain_http(edge: str, filled: str) -> None:
    """ListTables and Scan, unsigned, as harness/run/post_run_checks.py asks them."""
    unused = {"mode": "embedded", "why": "", "checkout_url": "", "stripe_url": "", "secret_key": ""}
    unused |= {"publishable_key": "", "webhook_secret": "", "account": "", "admin_email": "", "admin_password": ""}
    where = replace(Stack(**unused, aws_url="", startup_seconds=0), aws_url=edge)
    lines = [line for line in post_run_checks.table_lines(where) if line.startswith(f"{filled} ")]
    assert len(lines) == len(ITEMS)


def test_tables_are_listed_by_pages_and_by_region(edge: str, dynamodb: Any, table: str) -> None:
    """A client of another region does not see them."""
    names = [
        name
        for page in dynamodb.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1})
        for name in page["TableNames"]
    ]
    assert table in names
    assert len(names) == len(set(names))
    assert table not in client(edge, "dynamodb", "eu-central-1").list_tables()["TableNames"]
