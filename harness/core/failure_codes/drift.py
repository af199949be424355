"""Codes of every kind of change between two versions of an API: whether it breaks clients that work today, and how.

What a client sends may be widened and what it reads may be narrowed; the other way round breaks it.
"""

from dataclasses import dataclass

from harness.core.failure_codes.code import FailureCode

BREAKS = (
    "Take the change back, or publish it beside the old operation under a new version. If it is meant, release the "
    "contract anew and tell its clients."
)
KEEPS = (
    "No client breaks. It is a failure only where the description that the checkout serves must say what the contract "
    "says: bring the two together."
)


@dataclass(frozen=True)
class Meaning:
    """What a change does to a client that was written against the version before; `example` is one such change."""

    breaking: bool
    effect: str
    example: str


def _breaks(effect: str, example: str) -> Meaning:
    return Meaning(True, effect, example)


def _keeps(effect: str, example: str) -> Meaning:
    return Meaning(False, effect, example)


MEANINGS: dict[str, Meaning] = {
    "operation_removed": _breaks("a client that calls it is answered 404 or 405", "POST /books: the operation"),
    "operation_added": _keeps("no client calls it yet", "PUT /books: the operation"),
    "authentication_added": _breaks(
        "a client that calls it as before is refused", "GET /books: authentication was 'none', is 'http bearer'"
    ),
    "authentication_removed": _keeps(
        "a client that authenticates as before is still served",
        "POST /books: authentication was 'http bearer', is 'none'",
    ),
    "parameter_removed": _breaks(
        "a client that sends it is refused or not heard", "GET /books: query parameter limit is gone"
    ),
    "parameter_added": _keeps("a client need not send it", "GET /books: query parameter page is new"),
    "required_parameter_added": _breaks(
        "a client that does not send it is refused", "GET /books: query parameter shop is new"
    ),
    "parameter_became_required": _breaks(
        "a client that does not send it is refused", "GET /books: query parameter genre is required now"
    ),
    "parameter_became_optional": _keeps(
        "a client that sends it is still heard", "GET /books: query parameter genre is optional now"
    ),
    "request_body_became_required": _breaks(
        "a client that sends no body is refused", "POST /books: request is required now"
    ),
    "request_body_became_optional": _keeps(
        "a client that sends a body is still heard", "POST /books: request is optional now"
    ),
    "request_body_removed": _breaks(
        "a client that sends a body is refused or not heard", "POST /books: request is gone"
    ),
    "request_body_added": _keeps("a client need not send one", "DELETE /books/{id}: request is new"),
    "required_request_body_added": _breaks(
        "a client that sends no body is refused", "DELETE /books/{id}: request is new"
    ),
    "request_media_type_removed": _breaks(
        "a client that sends this content type is refused", "POST /books: request text/plain is gone"
    ),
    "request_media_type_added": _keeps(
        "a client may go on sending the others", "POST /books: request text/html is new"
    ),
    "request_property_removed": _breaks(
        "a client that sends it is refused or not heard", "POST /books: request.pages is gone"
    ),
    "request_property_added": _keeps("a client need not send it", "POST /books: request.price is new"),
    "required_request_property_added": _breaks(
        "a client that does not send it is refused", "POST /books: request.isbn is new"
    ),
    "request_property_became_required": _breaks(
        "a client that does not send it is refused", "POST /books: request.pages is required now"
    ),
    "request_property_became_optional": _keeps(
        "a client that sends it is still heard", "POST /books: request.title is optional now"
    ),
    "request_type_narrowed": _breaks(
        "a client that sends what was a good type is refused", "POST /books: request.weight was 'number', is 'integer'"
    ),
    "request_type_widened": _keeps(
        "what a client sends is still taken", "POST /books: request.pages was 'integer', is 'number'"
    ),
    "request_values_removed": _breaks(
        "a client that sends a value that was good is refused",
        "GET /books: query parameter genre was ['crime', 'poetry'], is ['crime']",
    ),
    "request_values_added": _keeps(
        "what a client sends is still taken",
        "GET /books: query parameter genre was ['crime', 'poetry'], is ['crime', 'poetry', 'travel']",
    ),
    "request_limit_tightened": _breaks(
        "a client that sends what was within the limit is refused",
        "GET /books: query parameter limit maximum was 100, is 50",
    ),
    "request_limit_loosened": _keeps(
        "what a client sends is still taken", "GET /books: query parameter limit maximum was 100, is 500"
    ),
    "request_closed": _breaks(
        "a client that sends further properties is refused", "POST /books: request was True, is False"
    ),
    "request_opened": _keeps("what a client sends is still taken", "POST /books: request was False, is True"),
    "status_removed": _breaks(
        "a client that waits for this status meets another one", "POST /books: response 409 is gone"
    ),
    "status_added": _keeps("a client that knows its class of status can go on", "POST /books: response 422 is new"),
    "response_media_type_removed": _breaks(
        "a client that reads this content type no longer gets it", "GET /books: response 200 text/csv is gone"
    ),
    "response_media_type_added": _keeps(
        "a client that asks for the others still gets them", "GET /books: response 200 text/html is new"
    ),
    "response_header_removed": _breaks(
        "a client that reads it no longer finds it", "GET /books: response 200 header x-count is gone"
    ),
    "response_header_added": _keeps("no client reads it yet", "GET /books: response 200 header x-page is new"),
    "response_header_became_optional": _breaks(
        "a client that reads it may not find it", "GET /books: response 200 header x-count is optional now"
    ),
    "response_header_became_required": _keeps(
        "a client that reads it finds it always", "GET /books: response 200 header x-count is required now"
    ),
    "response_property_removed": _breaks(
        "a client that reads it no longer finds it", "GET /books: response 200[].pages is gone"
    ),
    "response_property_added": _keeps("no client reads it yet", "GET /books: response 200[].price is new"),
    "response_property_became_optional": _breaks(
        "a client that reads it may not find it", "GET /books: response 200[].title is optional now"
    ),
    "response_property_became_required": _keeps(
        "a client that reads it finds it always", "GET /books: response 200[].pages is required now"
    ),
    "response_type_widened": _breaks(
        "a client that reads it meets a type it does not know",
        "GET /books: response 200[].pages was 'integer', is 'number'",
    ),
    "response_type_narrowed": _keeps(
        "what a client reads it knows", "GET /books: response 200[].weight was 'number', is 'integer'"
    ),
    "response_values_added": _breaks(
        "a client that reads it meets a value it does not know",
        "GET /books: response 200[].genre was ['crime', 'poetry'], is ['crime', 'poetry', 'travel']",
    ),
    "response_values_removed": _keeps(
        "what a client reads it knows", "GET /books: response 200[].genre was ['crime', 'poetry'], is ['crime']"
    ),
    "response_limit_loosened": _breaks(
        "a client that reads it meets what was out of the limits",
        "GET /books: response 200[].pages maximum was 5000, is 9000",
    ),
    "response_limit_tightened": _keeps(
        "what a client reads it knows", "GET /books: response 200[].pages maximum was 5000, is 4000"
    ),
    "response_opened": _keeps(
        "a client that ignores what it does not know can go on", "GET /books: response 200[] was False, is True"
    ),
    "response_closed": _keeps("what a client reads it knows", "GET /books: response 200[] was True, is False"),
}


def _code(name: str, meaning: Meaning) -> FailureCode:
    operation, _, change = meaning.example.partition(": ")
    example = (
        f"{meaning.example} [drift:{name}]\n"
        "      Let a client be written against the contract 1.0.0 and meet contracts/payments.openapi.yaml\n"
        "     Then a client written against the first goes on working with the second\n"
        f"  However {operation if change == 'the operation' else change}: {meaning.effect}"
    )
    words = name.replace("_", " ")
    effect = "breaks clients that work today" if meaning.breaking else "breaks no client"
    return FailureCode(
        code=f"drift:{name}",
        severity="critical",
        title=f"{words[0].upper()}{words[1:]}",
        meaning=f"Between two descriptions of the payment API there is this change: {words}. It {effect}: "
        f"{meaning.effect}.",
        what_to_do=BREAKS if meaning.breaking else KEEPS,
        example=example,
    )


CODES = tuple(_code(name, meaning) for name, meaning in MEANINGS.items())
