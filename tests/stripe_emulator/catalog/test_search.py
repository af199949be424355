"""Search: https://docs.stripe.com/search, its syntax, its fields, its pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from stripe_emulator.resource_kit.search_query import Clause, parse
from stripe_emulator.wire.errors import StripeError
from tests.stripe_emulator.client import Account, error_of, ok

CUSTOMERS = "/v1/customers"
UNPARSABLE = (
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata '
    'or key:"value" to query for other fields.'
)


def names(account: Account, query: str, resource: str = "customers") -> list[str]:
    """The names of what a query finds."""
    found = ok(account.get(f"/v1/{resource}/search", {"query": query}))
    assert (found["object"], found["url"]) == ("search_result", f"/v1/{resource}/search")
    return [one["name"] for one in found["data"]]


@pytest.fixture
def people(account: Account) -> Account:
    """An account with customers to look for."""
    for name, email, metadata in (
        ("Amy Rocket", "amy@rocketrides.io", {"donation-id": "asdf-jkl"}),
        ("Bob One Two Three", "bob@example.com", {"plan": "Gold"}),
        ('Cleo "The Sky"', None, {}),
    ):
        ok(account.post(CUSTOMERS, {"name": name, "metadata": metadata, **({"email": email} if email else {})}))
    return account


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('email:"amy@rocketrides.io"', ["Amy"]),
        ('email:"AMY@rocketrides.io"', ["Amy"]),
        ('-email:"amy@rocketrides.io"', ["Cleo", "Bob"]),
        ('email~"rocket"', ["Amy"]),
        ('name:"one two"', ["Bob"]),
        ('name:"two one"', []),
        ('name:"on"', []),
        ('name~"wo th"', ["Bob"]),
        ("name:'Bob One Two Three'", ["Bob"]),
        ('name:"Cleo \\"The Sky\\""', ["Cleo"]),
        ('metadata["donation-id"]:"asdf-jkl"', ["Amy"]),
        ("metadata['plan']:'gold'", ["Bob"]),
        ('-metadata["donation-id"]:null', ["Amy"]),
        ('metadata["donation-id"]:null', ["Cleo", "Bob"]),
        ("email:NULL", ["Cleo"]),
        ("created>0", ["Cleo", "Bob", "Amy"]),
        ("created<=1", []),
        ('created>="5" AND name~"cleo"', ["Cleo"]),
        ('name~"cleo" or name~"amy"', ["Cleo", "Amy"]),
        ('name~"bob" email~"example"', ["Bob"]),
        ('  name~"bob"   and -email:null  ', ["Bob"]),
    ],
)
def test_queries(people: Account, query: str, expected: list[str]) -> None:
    """Each form of the language, newest first."""
    assert [name.split()[0] for name in names(people, query)] == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("asdf", UNPARSABLE),
        (" ", UNPARSABLE),
        ('name:"a', UNPARSABLE),
        ('name:"a" AND', UNPARSABLE),
        ('AND name:"a"', UNPARSABLE),
        ('(name:"a")', UNPARSABLE),
        ('metadata:"a"', UNPARSABLE),
        ('name["a"]:"b"', UNPARSABLE),
        ('foo:"bar"', "Field `foo` is an unsupported search field for resource `customers`. See "
         "http://stripe.com/docs/search#query-fields-for-customers for a list of supported fields."),
        ('name:"a" AND name:"b" OR name:"c"', None),
        ('name:"a" name:"b" OR name:"c"', None),
        ('name~"ab"', None),
        ('name>"a"', None),
        ('created~"123"', None),
        ('created:"soon"', None),
        ("created>null", None),
        (" ".join(['name:"a"'] * 11), None),
    ],
)  # fmt: skip
def test_bad_queries(account: Account, query: str, message: str | None) -> None:
    """400 that names `query`."""
    error = error_of(account.get(f"{CUSTOMERS}/search", {"query": query}), 400)
    assert (error["type"], error["param"]) == ("invalid_request_error", "query")
    assert message in (None, error["message"])


def test_a_query_is_demanded(account: Account) -> None:
    """By the contract."""
    assert error_of(account.get(f"{CUSTOMERS}/search"), 400)["message"] == "Missing required param: query."


def test_pages(account: Account) -> None:
    """`next_page` leads on, for its query only; new objects do not disturb."""
    made = [ok(account.post(CUSTOMERS, {"name": "Amy"}))["id"] for _ in range(5)][::-1]
    found, page, params = [], None, {"query": 'name:"amy"', "limit": 2}
    for _ in range(3):
        one = ok(account.get(f"{CUSTOMERS}/search", {**params, **({"page": page} if page else {})}))
        found += [customer["id"] for customer in one["data"]]
        ok(account.post(CUSTOMERS, {"name": "Amy"}))
        assert one["has_more"] == (one["next_page"] is not None)
        page = one["next_page"] or page
    assert found == made
    for wrong in ({**params, "page": "x"}, {"query": 'name:"bob"', "page": page}):
        assert error_of(account.get(f"{CUSTOMERS}/search", wrong), 400)["param"] == "page"
    assert error_of(account.get(f"{CUSTOMERS}/search", {**params, "limit": 101}), 400)["param"] == "limit"


def test_the_sdk_pages_through(account: Account) -> None:
    """The real SDK's iterator sees each object once."""
    made = {ok(account.post(CUSTOMERS, {"name": "Amy"}))["id"] for _ in range(5)}
    found = account.sdk.v1.customers.search({"query": 'name:"Amy"', "limit": 2}).auto_paging_iter()
    assert sorted(customer.id for customer in found) == sorted(made)


def test_deleted_ones_are_not_found(account: Account) -> None:
    """Nor is what has another kind."""
    ok(account.delete(f"{CUSTOMERS}/{ok(account.post(CUSTOMERS, {'name': 'Amy'}))['id']}"))
    assert names(account, 'name:"Amy"') == []


def test_charges(account: Account) -> None:
    """Cards, and refunds in their three states."""
    whole, part, kept = (account.pay(amount=2000 + number)["latest_charge"] for number in range(3))
    ok(account.post("/v1/refunds", {"charge": whole}))
    ok(account.post("/v1/refunds", {"charge": part, "amount": 5}))

    def found(query: str) -> list[str]:
        return [one["id"] for one in ok(account.get("/v1/charges/search", {"query": query}))["data"]]

    assert found("payment_method_details.card.last4:4242") == [kept, part, whole]
    assert found('payment_method_details.card.brand:"visa" AND amount>2001') == [kept]
    assert found('refunded:"true"') == [whole]
    assert found('refunded:"false"') == [part]
    assert found("refunded:null") == [kept]
    assert found('disputed:"false" status:"succeeded" amount:2000') == [whole]


def test_payment_intents_products_and_prices(account: Account) -> None:
    """The other resources of this kind, each with its own fields; expansion as in lists."""
    intent = account.pay(metadata={"order_id": "6735"})
    query = {"query": 'status:"succeeded" AND metadata["order_id"]:"6735"', "expand": ["data.latest_charge"]}
    (found,) = ok(account.get("/v1/payment_intents/search", query))["data"]
    assert (found["id"], found["latest_charge"]["object"]) == (intent["id"], "charge")
    product = ok(account.post("/v1/products", {"name": "T-shirt", "description": "Soft t-shirts"}))
    assert names(account, 'active:"true" AND description~"t-shirt"', "products") == ["T-shirt"]
    terms = {"product": product["id"], "currency": "usd", "unit_amount": 5, "lookup_key": "soft"}
    price = ok(account.post("/v1/prices", terms))
    for query_text in (f'product:"{product["id"]}"', 'lookup_key:"soft" type:"one_time"', '-currency:"eur"'):
        assert ok(account.get("/v1/prices/search", {"query": query_text}))["data"] == [price], query_text


# The sample of each page of the API reference: https://docs.stripe.com/api/charges/search and so on.
SAMPLES = {
    "charges": "amount>999 AND metadata['order_id']:'6735'",
    "customers": "name:'Jane Doe' AND metadata['order_id']:'6735'",
    "invoices": "total>999 AND metadata['order_id']:'6735'",
    "payment_intents": "status:'succeeded' AND metadata['order_id']:'6735'",
    "prices": "active:'true' AND metadata['order_id']:'6735'",
    "products": "active:'true' AND metadata['order_id']:'6735'",
    "subscriptions": "status:'active' AND metadata['order_id']:'6735'",
}
# https://docs.stripe.com/search#query-fields: a field of each, with a value of its type.
FIELDS = {
    "charges": "amount>1 billing_details.address.postal_code:'1' created>1 currency:'usd' customer:'c' disputed:'true' "
    "payment_method_details.card.brand:'visa' payment_method_details.card.exp_month:1 "
    "payment_method_details.card.exp_year:2040",
    "charges ": "payment_method_details.card.fingerprint:'f' payment_method_details.card.last4:4242 refunded:'true' "
    "status:'succeeded'",
    "customers": "created>1 email~'ada' metadata['a']:'b' name~'ada' phone~'123'",
    "invoices": "created>1 currency:'usd' customer:'c' last_finalization_error_code:'c' number~'num' "
    "receipt_number~'rec' last_finalization_error_type:'t' status~'ope' subscription~'sub' total>1",
    "payment_intents": "amount>1 created>1 currency:'usd' customer:'c' metadata['a']:'b' status:'succeeded'",
    "prices": "active:'true' currency:'usd' lookup_key:'k' metadata['a']:'b' product:'p' type:'recurring'",
    "products": "active:'true' description~'abc' metadata['a']:'b' name~'abc' shippable:'true' url~'abc'",
    "subscriptions": "canceled_at>1 created>1 metadata['a']:'b' status:'active'",
}


def test_the_samples_of_the_documentation(account: Account) -> None:
    """Each finds the one with that order, and not the one without."""
    order = {"metadata": {"order_id": "6735"}}
    card = {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    product = {"product_data": {"name": "x"}}
    monthly = {**product, "unit_amount": 1000, "currency": "usd", "recurring": {"interval": "month"}}
    for more in (order, {}):
        customer = ok(account.post("/v1/customers", {"name": "Jane Doe", **card, **more}))["id"]
        account.pay(**more)
        ok(account.post("/v1/charges", {"amount": 2000, "currency": "usd", "source": "tok_visa", **more}))
        ok(account.post("/v1/products", {"name": "x", **more}))
        price = ok(account.post("/v1/prices", {**monthly, **more}))["id"]
        ok(account.post("/v1/subscriptions", {"customer": customer, "items": [{"price": price}], **more}))
        ok(account.post("/v1/invoiceitems", {"customer": customer, "amount": 2000, "currency": "usd"}))
        params = {"customer": customer, "pending_invoice_items_behavior": "include", **more}
        ok(account.post("/v1/invoices", params))
    for resource, query in SAMPLES.items():
        found = ok(account.get(f"/v1/{resource}/search", {"query": query}))["data"]
        assert found, f"{resource}: {query}"
        assert all(one["metadata"] == order["metadata"] for one in found), resource


@pytest.mark.parametrize(("resource", "query"), FIELDS.items())
def test_every_field_of_the_documentation(account: Account, resource: str, query: str) -> None:
    """Each is known, with an operator of its type."""
    ok(account.get(f"/v1/{resource.strip()}/search", {"query": query}))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ('a.b:"c"', [Clause("a.b", None, ":", "c", False)]),
        ("-x>=5", [Clause("x", None, ">=", "5", True)]),
        ('metadata["a\\"b"]:"c:d e"', [Clause("metadata", 'a"b', ":", "c:d e", False)]),
    ],
)
def test_parsing(text: str, clauses: Sequence[Clause]) -> None:
    """Clauses as they are read."""
    assert list(parse(text).clauses) == clauses


def test_parsing_is_quick() -> None:
    """Also what would make a careless pattern run for ever."""
    for text in ('a:"' + "\\" * 4000, "a" * 5000, "-" * 5000, 'a:"b" ' * 800):
        with pytest.raises(StripeError):
            parse(text)
