"""What is not JSON at all is refused by every operation that takes a body: 400, or 422 for JSON of another kind."""

import pytest

from contracts.shared import document
from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import PaymentApi, administrator
from harness import Failure, Http, Shop

BROKEN = {
    "half an object": b'{"product_id": ',
    "no JSON": b"product_id=1",
    "two values": b"{} {}",
    "a lone quote": b'"',
    "not UTF-8": b'{"email": "\xff\xfe"}',
    "nothing": b"",
    "deep": b"[" * 500,
}
ADMINISTRATORS = ("createProduct",)
REFUSED = (400, 422)
OPERATIONS = {
    one.definition["operationId"]: one
    for one in document.operations(document.load())
    if "requestBody" in one.definition
}


@labelled("Broken requests", "Malformed JSON")
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.quick
def test_malformed_json_is_refused(operation: str, shop: Shop) -> None:
    """Each broken body is answered by a documented problem, never by a server error."""
    called = OPERATIONS[operation]
    titled(f"{called.label} refuses malformed JSON", called.label)
    person = administrator(shop) if operation in ADMINISTRATORS else PaymentApi(shop.shopper("Clumsy"))
    person.cart().expect(200)
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
    path = called.path.replace("{product_id}", "prod_mug")
    wire = Http(shop.stack.checkout_url, actor="clumsy", system="checkout", history=shop.history)
    for name, body in BROKEN.items():
        answer = wire.send(called.method, path, operation=operation, data=body, headers=headers)
        if answer.status not in REFUSED:
            raise Failure(
                "contract_malformed_json",
                f"{called.label}: malformed JSON is answered {answer.status}",
                let=f"the case send {called.label} with a body that is {name}",
                then="it is refused with 400 or 422, as the contract documents",
                however=f"the status is {answer.status}",
                exchange=answer,
            )
        answer.problem()
    wire.close()
