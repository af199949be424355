"""An edge process with each engine, and boto3's clients for it."""

import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from harness.stack import aws
from harness.stack.base.environment import clean_environment
from harness.stack.processes.process import Process

READY_SECONDS = 60.0


@pytest.fixture(scope="session", params=aws.CHOICES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def edge(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an edge with this engine."""
    command = [sys.executable, "-m", "harness.stack.processes.edge", "--port", "0", "--aws", engine]
    log = tmp_path_factory.mktemp(engine) / "edge.log"
    process = Process(f"edge with {engine}", command, log=log, env=clean_environment(), hint="run it by hand")
    try:
        yield process.wait_for_line("ready ", READY_SECONDS)
    finally:
        process.close()


def client(edge: str, service: str, region: str = "us-east-1") -> Any:
    """As the shop's, but nothing is tried again: an answer is judged as it came."""
    connect: Any = boto3.session.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name=region
    ).client
    config = Config(read_timeout=60, max_pool_connections=64, retries={"total_max_attempts": 1})
    return connect(service, endpoint_url=edge, config=config)


@pytest.fixture
def dynamodb(edge: str) -> Any:
    """A client of DynamoDB."""
    return client(edge, "dynamodb")


@pytest.fixture
def ses(edge: str) -> Any:
    """A client of SES."""
    return client(edge, "ses")


@pytest.fixture
def table(dynamodb: Any) -> str:
    """A table of its own: partition key `id`, sort key `part`, and an index by `owner`."""
    name = f"goods-{uuid4().hex}"
    kinds = [{"AttributeName": key, "AttributeType": "S"} for key in ("id", "part", "owner")]
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=kinds,
        KeySchema=keys("id", "part"),
        GlobalSecondaryIndexes=[
            {"IndexName": "by-owner", "KeySchema": keys("owner", "part"), "Projection": {"ProjectionType": "ALL"}}
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def keys(*names: str) -> list[dict[str, str]]:
    """A key schema: the partition key, then the sort key."""
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]


def key(part: str = "a", id: str = "1") -> dict[str, Any]:
    """A whole key."""
    return {"id": {"S": id}, "part": {"S": part}}
