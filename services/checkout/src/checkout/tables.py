"""DynamoDB: the tables of the shop and the few operations on them that the rooms above need."""

import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import ClientError

from checkout.settings import Settings

LOG = logging.getLogger("checkout.tables")
KEYS: dict[str, tuple[str, ...]] = {
    "users": ("email",),
    "products": ("product_id",),
    "carts": ("user_id",),
    "intents": ("payment_intent_id",),
    "orders": ("user_id", "order_id"),
}
BATCH = 100  # keys in one BatchGetItem, says DynamoDB's API reference
Item = dict[str, Any]
Key = Mapping[str, str]


def aws_client(settings: Settings, service: str) -> Any:
    """A thread-safe boto3 client with short timeouts, pointed at the endpoint of the settings when there is one."""
    session = boto3.session.Session(
        aws_access_key_id=settings.aws_access_key_id or None,
        aws_secret_access_key=settings.aws_secret_access_key or None,
        region_name=settings.aws_region,
    )
    config = Config(
        connect_timeout=3, read_timeout=10, max_pool_connections=64, retries={"mode": "standard", "max_attempts": 2}
    )
    connect: Any = session.client
    return connect(service, endpoint_url=settings.aws_endpoint_url or None, config=config)


class Store:
    """Items in, items out; a write whose condition does not hold answers False or None instead of raising."""

    def __init__(self, client: Any, prefix: str) -> None:
        self._client, self._prefix = client, prefix

    def create_missing(self) -> None:
        """Create the tables that are not there and wait until all serve."""
        for table, keys in KEYS.items():
            try:
                self._client.create_table(TableName=self._name(table), **_definition(keys))
            except ClientError as error:
                if error.response["Error"]["Code"] != "ResourceInUseException":
                    raise
        waiter = self._client.get_waiter("table_exists")
        for table in KEYS:
            waiter.wait(TableName=self._name(table), WaiterConfig={"Delay": 1, "MaxAttempts": 30})

    def serves(self) -> bool:
        """All tables exist and are active."""
        for table in KEYS:
            try:
                found = self._client.describe_table(TableName=self._name(table))
            except ClientError as error:
                LOG.warning("table %s cannot be described: %s", self._name(table), error)
                return False
            if found["Table"]["TableStatus"] != "ACTIVE":
                return False
        return True

    def get(self, table: str, **key: str) -> Item | None:
        """One item by its whole key, read consistently."""
        answer = self._client.get_item(TableName=self._name(table), Key=_pack(key), ConsistentRead=True)
        return _unpack(answer["Item"]) if "Item" in answer else None

    def get_many(self, table: str, key: str, values: Iterable[str]) -> dict[str, Item]:
        """Items by a simple key, read consistently; missing ones are left out."""
        name, wanted, found = self._name(table), [_pack({key: value}) for value in values], {}
        while wanted:
            batch, wanted = wanted[:BATCH], wanted[BATCH:]
            answer = self._client.batch_get_item(RequestItems={name: {"Keys": batch, "ConsistentRead": True}})
            found.update({item[key]: item for item in map(_unpack, answer["Responses"].get(name, []))})
            wanted += answer.get("UnprocessedKeys", {}).get(name, {}).get("Keys", [])
        return found

    def put(self, table: str, item: Item, condition: str, **values: Any) -> bool:
        """Write a whole item when the condition holds; values are named in it as `:name`."""
        request: dict[str, Any] = {"Item": _pack(item), "ConditionExpression": condition}
        if values:
            request["ExpressionAttributeValues"] = _values(values)
        return self._try("put_item", TableName=self._name(table), **request) is not None

    def update(
        self, table: str, key: Key, change: str, condition: str, *, names: Mapping[str, str], **values: Any
    ) -> Item | None:
        """Change one item when the condition holds; answers the new item, or None when it does not hold."""
        request = _change(self._name(table), key, change, condition, names, values)
        answer = self._try("update_item", ReturnValues="ALL_NEW", **request)
        return None if answer is None else _unpack(answer["Attributes"])

    def change(
        self, table: str, key: Key, change: str, condition: str, *, names: Mapping[str, str], **values: Any
    ) -> Item:
        """The same as `update`, as one member of a transaction."""
        return {"Update": _change(self._name(table), key, change, condition, names, values)}

    def transact(self, changes: list[Item]) -> bool:
        """All changes or none; False when a condition does not hold or another transaction is in the way."""
        return self._try("transact_write_items", TransactItems=changes) is not None

    def query(self, table: str, key: str, value: str) -> list[Item]:
        """All items under a partition key, read consistently."""
        return self._all(
            "query",
            TableName=self._name(table),
            ConsistentRead=True,
            KeyConditionExpression="#k = :v",
            ExpressionAttributeNames={"#k": key},
            ExpressionAttributeValues=_values({"v": value}),
        )

    def scan(self, table: str) -> list[Item]:
        """All items of a table."""
        return self._all("scan", TableName=self._name(table), ConsistentRead=True)

    def _all(self, operation: str, **request: Any) -> list[Item]:
        pages = self._client.get_paginator(operation).paginate(**request)
        return [_unpack(item) for page in pages for item in page["Items"]]

    def _try(self, operation: str, **request: Any) -> Item | None:
        try:
            answer: Item = getattr(self._client, operation)(**request)
        except ClientError as error:
            if not _refused(error):
                raise
            return None
        return answer

    def _name(self, table: str) -> str:
        return f"{self._prefix}{table}"


def _refused(error: ClientError) -> bool:
    answer: Any = error.response
    if answer["Error"]["Code"] in ("ConditionalCheckFailedException", "TransactionConflictException"):
        return True
    reasons = {reason.get("Code") for reason in answer.get("CancellationReasons", [])} - {"None", None}
    expected = {"ConditionalCheckFailed", "TransactionConflict"}
    return bool(answer["Error"]["Code"] == "TransactionCanceledException" and reasons and reasons <= expected)


def _change(
    table: str, key: Mapping[str, str], change: str, condition: str, names: Mapping[str, str], values: Mapping[str, Any]
) -> Item:
    request: Item = {
        "TableName": table,
        "Key": _pack(key),
        "UpdateExpression": change,
        "ConditionExpression": condition,
    }
    if names:
        request["ExpressionAttributeNames"] = {f"#{short}": name for short, name in names.items()}
    if values:
        request["ExpressionAttributeValues"] = _values(values)
    return request


def _definition(keys: tuple[str, ...]) -> Item:
    kinds = ("HASH", "RANGE")
    return {
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, kinds, strict=False)],
        "BillingMode": "PAY_PER_REQUEST",
    }


def _pack(item: Mapping[str, Any]) -> Item:
    pack = TypeSerializer()
    return {name: pack.serialize(value) for name, value in item.items()}


def _values(values: Mapping[str, Any]) -> Item:
    return _pack({f":{name}": value for name, value in values.items()})


def _unpack(item: Mapping[str, Any]) -> Item:
    unpack = TypeDeserializer()
    return {name: _plain(unpack.deserialize(value)) for name, value in item.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return value
