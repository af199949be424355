"""What is not JSON at all is refused by every operation that takes a body: 400, or 422 for JSON of another kind.

So our contract has it; of any other checkout it is asked that it does not fall over.
"""

import pytest

from contracts.people.anyone import credentials
from contracts.people.asking import requests
from contracts.people.known import Known
from contracts.shared.document import Json, Operation
from contracts.shared.labels import labelled, titled
from contracts.shared.payment_api import administrator, is_ours
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
SERVER_ERROR = 500


@labelled("Broken requests", "Malformed JSON")
@pytest.mark.quick
def test_malformed_json_is_refused(called_with_a_body: Operation, contract: Json, shop: Shop) -> None:
    """Each broken body is answered by a documented problem, never by a server error."""
    called = called_with_a_body
    titled(f"{called.label} refuses malformed JSON", called.label)
    administers = is_ours(shop) and called.id in ADMINISTRATORS
    person = administrator(shop).buyer if administers else shop.shopper("Clumsy")
    (asked,) = requests(contract, called, Known({"productid": ["prod_mug"]}))
    headers = {**credentials(person), "Content-Type": "application/json"}
    wire = Http(shop.stack.checkout_url, actor="clumsy", system="checkout", history=shop.history)
    for name, body in BROKEN.items():
        answer = wire.send(called.method, asked.path, operation=called.id, data=body, headers=headers)
        if answer.status not in REFUSED if is_ours(shop) else answer.status >= SERVER_ERROR:
            raise Failure(
                "contract_malformed_json",
                f"{called.label}: malformed JSON is answered {answer.status}",
                let=f"the case send {called.label} with a body that is {name}",
                then="it is refused with 400 or 422, as the contract documents"
                if is_ours(shop)
                else "it is no server error",
                however=f"the status is {answer.status}",
                exchange=answer,
            )
        if is_ours(shop):
            answer.problem()
    wire.close()
