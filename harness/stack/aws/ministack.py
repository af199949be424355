"""ministack's DynamoDB and SES (https://pypi.org/project/ministack, MIT), called in this process: no server of its own.

Only the two services are imported. That opens nothing and reads no AWS configuration; it starts one sleeping thread,
which deletes items whose time to live is over.
"""

import os
import re
from base64 import b64decode
from collections.abc import Coroutine, Mapping
from threading import RLock
from typing import Any
from urllib.parse import parse_qs, parse_qsl
from uuid import uuid4

from ministack.core.responses import get_account_id, request_scope
from ministack.services import dynamodb, ses
from starlette.requests import Request
from starlette.responses import Response

from harness.stack.aws.mails import mail, written

# With it in the environment ministack passes every mail on to that host.
RELAY = "SMTP_HOST"
OK = 200
USUAL_REGION = "us-east-1"
_REGION = re.compile(r"Credential=[^/]+/\d{8}/([^/]+)/")


class Ministack:
    """The handlers of both services; state is kept by region, as the request was signed for."""

    def __init__(self) -> None:
        os.environ.pop(RELAY, None)
        self._alone = dynamodb._lock = RLock()  # also against the thread that deletes

    async def loaded(self) -> None:
        """Return at once: it came with this module."""

    def answer(self, request: Request, body: bytes) -> Response:
        """By the handler of the service; DynamoDB's requests are told by their target header."""
        headers = dict(request.headers)
        for_dynamodb = "x-amz-target" in headers
        handle = dynamodb.handle_request if for_dynamodb else ses.handle_request
        query = parse_qs(request.url.query, keep_blank_values=True)
        with self._alone, request_scope(get_account_id(), region_of(headers)):
            status, answered, content = at_once(handle(request.method, request.url.path, headers, body, query))
            if status == OK and not for_dynamodb:
                _keep_raw(body)
        return Response(content, status, {"x-amzn-requestid": str(uuid4()), **answered})

    def mails(self) -> list[dict[str, Any]]:
        """Every mail of every region."""
        sent = [(region, record) for (_, region, _), records in ses._sent_emails.all_items() for record in records]
        return [_as_localstack(*each) for each in sorted(sent, key=lambda each: float(each[1]["Timestamp"]))]


def at_once(handling: Coroutine[Any, Any, tuple[int, dict[str, str], Any]]) -> tuple[int, dict[str, str], Any]:
    """What a handler returns without giving way; RuntimeError for one that awaits, which would not be atomic."""
    try:
        handling.send(None)
    except StopIteration as ended:
        answer: tuple[int, dict[str, str], Any] = ended.value
        return answer
    handling.close()
    raise RuntimeError("expected a handler of ministack to answer at once, it awaits. Hint: use --aws=moto")


def region_of(headers: Mapping[str, str]) -> str:
    """The region that a request was signed for."""
    found = _REGION.search(headers.get("authorization", ""))
    return found[1] if found else USUAL_REGION


def _keep_raw(body: bytes) -> None:
    """A raw mail as it was sent, and to whom, beside what ministack keeps of it: the parts it could read."""
    form = dict(parse_qsl(body.decode(errors="replace")))
    if form.get("Action") != "SendRawEmail":
        return
    record = ses._sent_emails_list()[-1]
    record["Raw"] = b64decode(form["RawMessage.Data"]).decode(errors="replace")
    record["To"] = [value for name, value in form.items() if name.startswith("Destinations.")] or record["To"]


def _as_localstack(region: str, record: Mapping[str, Any]) -> dict[str, Any]:
    others = {"CcAddresses": record["CC"], "BccAddresses": record["BCC"]}
    fields = mail(record["MessageId"], region, record["Source"], record["To"], **others)
    if "Raw" in record:
        return {**fields, "RawData": record["Raw"]}
    return {**fields, **written(record["Subject"], record["BodyText"] or None, record["BodyHtml"] or None)}
