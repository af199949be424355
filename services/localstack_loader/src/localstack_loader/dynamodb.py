"""DynamoDB from moto, one request at a time: `PROVIDER_OVERRIDE_DYNAMODB=moto`.

LocalStack's own provider downloads a Java runtime and DynamoDBLocal. moto's conditional writes race when answered by
several threads at once, and sell more than there is; behind a lock they do not.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from localstack.services.plugins import Service, aws_provider


@aws_provider(api="dynamodb", name="moto")
def dynamodb_moto() -> Any:
    """The provider."""
    from localstack.aws.api.dynamodb import DynamodbApi
    from localstack.aws.forwarder import ForwardingFallbackDispatcher
    from localstack.services.moto import _proxy_moto

    lock = Lock()

    def one_at_a_time(context: Any, request: Any) -> Any:
        with lock:
            return _proxy_moto(context, request)

    class Provider(DynamodbApi):
        service = "dynamodb"

    def table(provider: Any) -> Any:
        return ForwardingFallbackDispatcher(provider, one_at_a_time)

    return Service.for_provider(Provider(), dispatch_table_factory=table)
