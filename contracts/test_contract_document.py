"""The contract of record is a sound document: valid OpenAPI 3.1, every error a problem, true examples, live links.

Its validators are imported by the cases that use them: they take as long as all other imports of the suites.
"""

from collections.abc import Iterator

import pytest

from contracts.shared import document
from contracts.shared.document import Json, Operation, resolve
from contracts.shared.labels import labelled, titled

pytestmark = pytest.mark.usefixtures("our_api")
CONTRACT = document.load()
OPERATIONS = {operation.label: operation for operation in document.operations(CONTRACT)}
IDS = {operation.definition["operationId"]: operation for operation in OPERATIONS.values()}
EXPECTED_IDS = {
    "registerUser",
    "loginUser",
    "listProducts",
    "getProduct",
    "createProduct",
    "getCart",
    "addCartItem",
    "setCartItem",
    "removeCartItem",
    "createPaymentIntent",
    "confirmPayment",
    "getPaymentIntent",
    "getPaymentConfig",
    "createRefund",
    "listOrders",
    "getOrder",
    "receiveStripeWebhook",
    "health",
}
PROBLEM = "application/problem+json"
WITH_STRIPE = {
    "createPaymentIntent",
    "confirmPayment",
    "getPaymentIntent",
    "createRefund",
    "receiveStripeWebhook",
}

each_operation = pytest.mark.parametrize("label", OPERATIONS)


@labelled("Contract document", "Valid OpenAPI")
@pytest.mark.quick
def test_the_contract_is_valid_openapi_3_1() -> None:
    """The official schema and the semantic rules hold."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    errors = OpenAPIV31SpecValidator(CONTRACT).iter_errors()
    assert [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors] == []


@labelled("Contract document", "Operations")
def test_the_contract_has_every_operation_of_the_payment_api() -> None:
    """The wire names of the design, each once."""
    assert set(IDS) == EXPECTED_IDS
    assert len(IDS) == len(OPERATIONS)


@labelled("Contract document", "Errors")
@each_operation
def test_every_error_is_a_documented_problem(label: str) -> None:
    """Statuses that follow from what an operation takes are there, as problem documents; outages say when to retry."""
    titled(f"{label} documents its errors as problems", label)
    operation = OPERATIONS[label]
    responses = operation.definition["responses"]
    missing = expected_errors(operation) - responses.keys()
    assert not missing, f"{label} does not document {sorted(missing)}"
    for status, response in responses.items():
        if int(status) >= 400:
            resolved = resolve(CONTRACT, response)
            assert list(resolved["content"]) == [PROBLEM], f"{label} {status}: expected {PROBLEM}"
            wanted = {"401": "WWW-Authenticate", "502": "Retry-After", "503": "Retry-After"}.get(status)
            assert wanted is None or wanted in resolved["headers"], f"{label} {status}: expected the header {wanted}"


@labelled("Contract document", "Examples")
@each_operation
def test_every_body_has_an_example_that_fits_its_schema(label: str) -> None:
    """An example that a reader copies is accepted."""
    titled(f"{label} has examples that fit", label)
    import jsonschema

    for where, media in bodies(OPERATIONS[label]):
        assert "example" in media, f"{label} {where}: expected an example"
        schema = {**media["schema"], "components": CONTRACT["components"]}
        validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(media["example"])]
        assert errors == [], f"{label} {where}"


@labelled("Contract document", "Links")
@each_operation
def test_links_point_to_operations_and_to_what_they_take(label: str) -> None:
    """Each link names an operation of the contract, and parameters and properties that it has."""
    titled(f"{label} links to operations that exist", label)
    for response in OPERATIONS[label].definition["responses"].values():
        for name, link in resolve(CONTRACT, response).get("links", {}).items():
            assert link["operationId"] in IDS, f"{label} link {name}: no operation {link['operationId']}"
            target = IDS[link["operationId"]]
            assert set(link.get("parameters", {})) <= parameter_names(target), f"{label} link {name}: parameters"
            assert set(link.get("requestBody", {})) <= body_properties(target), f"{label} link {name}: requestBody"


@labelled("Contract document", "Limits")
@each_operation
def test_request_bodies_are_closed_and_bounded(label: str) -> None:
    """Nothing unknown is taken in silence, and every text and number of a request has an upper limit."""
    titled(f"{label} takes nothing unknown and nothing endless", label)
    operation = OPERATIONS[label]
    if "requestBody" not in operation.definition or operation.definition["operationId"] == "receiveStripeWebhook":
        return  # nothing to bound; Stripe's events are Stripe's to shape
    schema = request_schema(operation)
    assert schema["additionalProperties"] is False, f"{label}: expected additionalProperties: false"
    for name, value in schema["properties"].items():
        for part in resolve(CONTRACT, value).get("anyOf", [value]):
            limited = resolve(CONTRACT, part)
            bounds = {"maxLength", "maximum", "maxProperties", "enum", "pattern"}
            assert limited.get("type") == "null" or bounds & limited.keys(), f"{label} {name}: expected an upper limit"


def expected_errors(operation: Operation) -> set[str]:
    """The statuses an operation must document because of what it takes, who may call it, and whom it calls."""
    definition = operation.definition
    errors = {"400"} if "requestBody" in definition else set()
    if definition["operationId"] != "receiveStripeWebhook" and ("requestBody" in definition or "{" in operation.path):
        errors.add("422")
    if "{" in operation.path:
        errors.add("404")
    if definition.get("security") != []:
        errors.add("401")
    if definition["operationId"] in WITH_STRIPE:
        errors |= {"502", "503"}
    return errors | {"createProduct": {"403"}, "confirmPayment": {"402", "409"}}.get(definition["operationId"], set())


def bodies(operation: Operation) -> Iterator[tuple[str, Json]]:
    """Every body of an operation, request and responses, with a name for messages."""
    holders = {"request": operation.definition.get("requestBody", {}), **operation.definition["responses"]}
    for where, holder in holders.items():
        for media in resolve(CONTRACT, holder).get("content", {}).values():
            yield where, media


def parameter_names(operation: Operation) -> set[str]:
    """The names of an operation's parameters, its path's included."""
    own = operation.definition.get("parameters", ())
    return {resolve(CONTRACT, parameter)["name"] for parameter in (*operation.shared_parameters, *own)}


def request_schema(operation: Operation) -> Json:
    """The schema of an operation's JSON request."""
    return resolve(CONTRACT, operation.definition["requestBody"]["content"]["application/json"]["schema"])


def body_properties(operation: Operation) -> set[str]:
    """The properties of an operation's request; none when it takes no body."""
    return set(request_schema(operation)["properties"]) if "requestBody" in operation.definition else set()
