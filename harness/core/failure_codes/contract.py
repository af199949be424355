"""Codes of answers that do not keep the checkout's own contract (`[contract]` of the profile).

`contract_<check>` is a check of Schemathesis (https://schemathesis.readthedocs.io/en/stable/reference/checks/) or one
of `contracts/checks.py`; the others are of our own cases.
"""

from harness.core.failure_codes.code import FailureCode

LOG = "Look into the checkout's log at this moment, and repeat the request with the curl command of the failure."
EITHER = "Repair the checkout, or the contract where it promises the wrong thing."


def _check(
    name: str, severity: str, title: str, meaning: str, *, to_do: str, label: str, message: str, however: str
) -> FailureCode:
    """The code of a check; `label`, `message` and `however` are those of its example."""
    example = (
        f"{label}: {message} [contract_{name}]\n"
        f"      Let the fuzzer send {label} as the contract describes it\n"
        f"     Then the answer passes the check {name}\n"
        f"  However {however}"
    )
    return FailureCode(
        code=f"contract_{name}", severity=severity, title=title, meaning=meaning, what_to_do=to_do, example=example
    )


CODES = (
    _check(
        "not_a_server_error",
        "critical",
        "An answer is a server error",
        "A request, valid or not, made the checkout answer 5xx: it met an error that it does not handle.",
        to_do=LOG,
        label="POST /api/refunds",
        message="Server error (answer 500)",
        however="Server error",
    ),
    _check(
        "ignored_auth",
        "critical",
        "An operation works without signing in",
        "An operation that the contract protects was answered as usual without a token, or with a wrong one.",
        to_do="Let the operation require the bearer token before it does anything.",
        label="GET /api/products",
        message="API accepts requests without authentication",
        however="Expected 401, got `200 OK` for `GET /api/products`",
    ),
    _check(
        "object_level_authorization",
        "critical",
        "One shopper gets what belongs to another",
        "A payment or an order of one shopper was shown to, or changed by, another one (OWASP API1:2023).",
        to_do="Look the thing up by its id and its owner; answer 404 when it is somebody else's.",
        label="GET /api/orders/{order_id}",
        message="another shopper's order is answered 200",
        however="the status is 200",
    ),
    FailureCode(
        code="contract_malformed_json",
        severity="critical",
        title="Malformed JSON is not refused",
        meaning="A body that is no JSON has to be refused with 400 or 422. Another answer says that the checkout "
        "crashes on it, or ignores what it was sent.",
        what_to_do="Handle the error of the JSON parser as a client error.",
        example="""\
POST /api/cart/items: malformed JSON is answered 500 [contract_malformed_json]
      Let the case send POST /api/cart/items with a body that is cut off
     Then it is refused with 400 or 422, as the contract documents
  However the status is 500""",
    ),
    _check(
        "status_code_conformance",
        "normal",
        "A status that the contract does not document",
        "The answer has a status that the contract does not list for this operation, so no client is prepared for it.",
        to_do="Add the status to the contract if it is right; else answer one that is documented.",
        label="GET /api/cart",
        message="Undocumented HTTP status code: Documented: 200, 401",
        however="Received: 418",
    ),
    _check(
        "content_type_conformance",
        "normal",
        "A content type that the contract does not document",
        "The answer has another content type than the contract gives for its status.",
        to_do="Send the documented content type; for a refusal it is application/problem+json.",
        label="GET /api/orders",
        message="Undocumented Content-Type: Undocumented Content-Type: text/html",
        however="Received: text/html",
    ),
    _check(
        "response_headers_conformance",
        "normal",
        "A header of an answer is missing or wrong",
        "The contract promises a header with this answer, and it is missing or breaks its schema.",
        to_do="Send the header (Retry-After, WWW-Authenticate, ...) with every answer of this status.",
        label="GET /api/orders",
        message="Missing required headers: Missing",
        however="The following required headers are missing from the response: `WWW-Authenticate`",
    ),
    _check(
        "response_schema_conformance",
        "normal",
        "An answer breaks its schema",
        "The body of an answer does not have the shape that the contract promises: a property is missing, has another "
        "type, or a value outside its limits.",
        to_do=f"The title names the place in the body. {EITHER}",
        label="POST /api/refunds",
        message="Response violates schema: body: 'status' is a required property",
        however="'status' is a required property",
    ),
    _check(
        "negative_data_rejection",
        "normal",
        "An invalid request was accepted",
        "A request that breaks its schema was answered as if it were valid: what it did is anybody's guess.",
        to_do="Validate the part that the failure names, and answer 422.",
        label="POST /api/cart/items",
        message="API accepted schema-violating request: Invalid component: in body: value below minimum",
        however="Invalid component: in body",
    ),
    _check(
        "positive_data_acceptance",
        "normal",
        "A valid request was refused",
        "A request that keeps the contract was refused with a status that does not stand for the state of things.",
        to_do=f"Read why in the answer. {EITHER}",
        label="POST /api/cart/items",
        message="API rejected schema-compliant request",
        however="Valid data should have been accepted",
    ),
    _check(
        "missing_required_header",
        "normal",
        "A request without a required header was accepted",
        "The contract requires a header, and a request without it was served.",
        to_do="Refuse the request, or make the header optional in the contract.",
        label="POST /api/webhooks/stripe",
        message="Missing header not rejected",
        however="Got 200 when missing required `Stripe-Signature` header, expected 4xx",
    ),
    _check(
        "unsupported_method",
        "normal",
        "A method that does not exist is not refused with 405",
        "A path was asked with a method that the contract does not have, and the answer is not 405.",
        to_do="Answer 405 with an `Allow` header for known paths.",
        label="PATCH /api/cart",
        message="Unsupported method incorrect response",
        however="Wrong status for unsupported method PATCH (got 404)",
    ),
    _check(
        "allow_header_conformance",
        "normal",
        "An Allow header names other methods than the contract",
        "A 405 carries an `Allow` header, and the methods in it are not those that the contract documents.",
        to_do="Make the header, or the contract, name every method of the path.",
        label="PATCH /api/cart",
        message="Allow header mismatch",
        however="Missing in Allow header: GET",
    ),
    _check(
        "use_after_free",
        "normal",
        "A deleted thing can still be used",
        "Something was deleted with success, and a later request still found it.",
        to_do="Answer 404 for what is deleted.",
        label="GET /api/cart/items/{product_id}",
        message="Use after free",
        however="The API did not return a `HTTP 404 Not Found` response (got `HTTP 200 OK`)",
    ),
    _check(
        "ensure_resource_availability",
        "normal",
        "A created thing cannot be found",
        "Something was created with success, and the next request did not find it.",
        to_do="Write before you answer, and read from where it was written.",
        label="GET /api/orders/{order_id}",
        message="Resource is not available after creation",
        however="The API returned `404 Not Found` for a resource that was just created",
    ),
    _check(
        "amounts_are_whole",
        "normal",
        "An amount is written with a fraction",
        "Amounts are integers in minor units. `5999.0` is an integer to JSON Schema and a float to a client, where "
        "sums of money go wrong.",
        to_do="Keep amounts as integers from the database to the JSON.",
        label="GET /api/cart",
        message="total is written with a fraction",
        however="total is written with a fraction",
    ),
    _check(
        "valid_is_not_invalid",
        "normal",
        "A valid request was refused as invalid",
        "A request that keeps the contract may be refused for the state of things (an empty cart, a declined card), "
        "never with the code validation_error.",
        to_do=f"See which rule of the checkout the contract does not have. {EITHER}",
        label="POST /api/create-payment-intent",
        message="a request that fits the contract is refused with validation_error",
        however="a request that fits the contract is refused with validation_error",
    ),
    FailureCode(
        code="contract:*",
        severity="critical",
        title="A suite's own use of Schemathesis found a violation",
        meaning="A case of a suite called Schemathesis itself and it raised a failure; the part after the colon is the "
        "class of that failure.",
        what_to_do="Read the message of Schemathesis after `However` and repeat the request with its curl command.",
        example="""\
Schema-valid request rejected [contract:RejectedPositiveData]
  However Expected: 2xx""",
    ),
)
