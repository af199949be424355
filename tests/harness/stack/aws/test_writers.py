"""Fifty writers at once: never more is sold than there is, what is written once is written once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.harness.stack.aws.conftest import key
from tests.harness.stack.aws.test_conditions import ABSENT, reserve
from tests.harness.stack.aws.test_transactions import count, put, stock

WRITERS, PIECES, ROUNDS = 50, 7, 3
REFUSALS = ("ConditionalCheckFailedException", "TransactionCanceledException")


def at_once(write: Callable[[int], Any]) -> list[int]:
    """The writers whose write took effect; every other one was refused by its condition."""

    def attempt(number: int) -> bool:
        try:
            write(number)
        except ClientError as error:
            if error.response["Error"]["Code"] not in REFUSALS:
                raise
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        return [number for number, done in enumerate(pool.map(attempt, range(WRITERS))) if done]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_seven_pieces_for_fifty_buyers(dynamodb: Any, table: str, number: int) -> None:
    dynamodb.put_item(TableName=table, Item={**key(), "stock": {"N": str(PIECES)}, "held": {"M": {}}})
    sold = at_once(lambda buyer: reserve(dynamodb, table, f"pi_{buyer}", 1))
    item = dynamodb.get_item(TableName=table, Key=key(), ConsistentRead=True)["Item"]
    assert (len(sold), item["stock"]) == (PIECES, {"N": "0"})
    assert set(item["held"]["M"]) == {f"pi_{buyer}" for buyer in sold}


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_of_fifty_puts(dynamodb: Any, table: str, number: int) -> None:
    def write(writer: int) -> None:
        dynamodb.put_item(TableName=table, Item={**key(), "by": {"N": str(writer)}}, ConditionExpression=ABSENT)

    (winner,) = at_once(write)
    assert dynamodb.get_item(TableName=table, Key=key(), ConsistentRead=True)["Item"]["by"] == {"N": str(winner)}


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_of_fifty_transactions(dynamodb: Any, table: str, number: int) -> None:
    """The order is put once, and the counter beside it goes up once."""
    dynamodb.put_item(TableName=table, Item={**key("counter"), "stock": {"N": "0"}})
    done = at_once(
        lambda _: dynamodb.transact_write_items(TransactItems=[count(table, "counter"), put(table, "order")])
    )
    assert (len(done), stock(dynamodb, table, "counter")) == (1, 1)


def test_fifty_that_count_lose_nothing(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(TableName=table, Item={**key("counter"), "stock": {"N": "0"}})
    done = at_once(lambda _: dynamodb.update_item(**count(table, "counter")["Update"]))
    assert (len(done), stock(dynamodb, table, "counter")) == (WRITERS, WRITERS)
