"""The checkout's own contract as a run has it: one file, read once, also of a document that the checkout serves."""

from dataclasses import replace
from pathlib import Path

from harness.core import openapi
from harness.stack.base.failure import StackFailure
from harness.stack.base.http_probe import call
from harness.stack.base.stack import Stack

PART = "contract"
KEPT = "contract.openapi.json"
NAMED = 3
BUNDLE = "make one document of it, for example with `npx @redocly/cli bundle`"


def kept(stack: Stack, folder: Path) -> Stack:
    """The stack with its contract as a file, in `folder` where the checkout serves it; StackFailure for no contract."""
    file, served = stack.contract.get("file", ""), stack.contract.get("served", "")
    if not (file or served):
        return stack
    if file:
        _checked(Path(file).read_text("utf-8"), file)
        return stack
    url = stack.checkout_url + served
    status, body = call("GET", url)
    if status != 200:
        hint = "`openapi` of [contract] in the profile is the path at which the running checkout serves it"
        raise StackFailure(PART, f"GET {url} to answer the OpenAPI document", f"{status}: {body[:300]}", hint)
    _checked(body, url)
    path = folder / KEPT
    path.write_text(body, "utf-8")
    return replace(stack, contract={**stack.contract, "file": str(path.resolve()), "served": ""})


def _checked(text: str, where: str) -> None:
    try:
        document = openapi.parse(text)
    except ValueError as error:
        raise StackFailure(
            PART, f"an OpenAPI document at {where}", str(error), "see [contract] in the profile"
        ) from error
    if others := list(dict.fromkeys(openapi.outside(document))):
        raise StackFailure(PART, f"all of {where} in one document", f"`$ref: {', '.join(others[:NAMED])}`", BUNDLE)
