"""What an Allure result says of a case: an id that stays, words for parameters, links, owner, steps, the defect."""

from pathlib import Path

import pytest

from harness.browser import operations
from harness.checkouts.features import FEATURES, REQUIRED
from harness.checkouts.reference_pages import OPERATIONS
from harness.core.cards import card
from harness.core.history import History
from harness.run.cases.description import words
from harness.run.lanes import narration
from tests.harness.report import runs
from tests.harness.small_suite import Started

pytest_plugins = ["pytester"]
TELLS = """
@pytest.mark.card("4000000000000002")
def test_told(shop):
    h = shop.history
    h.record("fact", "test", "product", product_id="prod_1", title="Tea 0123456789ab-1")
    body = "curl -X POST http://x/api/cart/items -d '{\\"product_id\\": \\"prod_1\\", \\"quantity\\": 2}'"
    asked = h.record("invoke", "Ada ada@x", "add", system="checkout", url="http://x/api/cart/items", curl=body)
    h.record("ok", "Ada ada@x", "add", status=201, response={}, elapsed_ms=1, invoke=asked.seq)
    form = "curl -X POST http://s/v1 -d 'payment_method_data[card][number]=4000…0002'"
    asked = h.record("invoke", "stripe.js", "confirm_payment", system="stripe", payment_intent_id="pi_1", curl=form)
    h.record("fail", "stripe.js", "confirm_payment", status=402, invoke=asked.seq,
             response={"error": {"code": "card_declined", "decline_code": "generic_decline"}})
    asked = h.record("invoke", "stripe.js", "hosted_page", system="stripe", method="POST", url="http://s/c/pay/cs_1",
                     curl="curl -X POST http://s/c/pay/cs_1 -d 'action=pay&cardNumber=4000…0002'")
    h.record("ok", "stripe.js", "hosted_page", status=200, response={}, invoke=asked.seq)
    asked = h.record("invoke", "Ada ada@x", "settle", system="checkout", payment_intent_id="pi_1", curl="")
    h.record("info", "Ada ada@x", "settle", lost="ReadTimeout", invoke=asked.seq)
    h.record("fact", "checker", "judged", invariant="x", sentence="No order without money", result="holds")
"""


def test_a_moved_and_re_ordered_test_keeps_its_ids(pytester: pytest.Pytester, started: Started) -> None:
    first = runs.results(runs.run(pytester, runs.AS_FIRST))
    second = runs.results(runs.run(pytester, runs.RE_ORDERED, "-n", "2", file="test_elsewhere.py"))
    ids = {name: result["historyId"] for name, result in first.items()}
    assert ids == {name: result["historyId"] for name, result in second.items()}
    assert len(set(ids.values())) == 3
    assert all(result["testCaseId"] == result["historyId"] for result in second.values())
    assert {result["fullName"] for result in first.values()} != {result["fullName"] for result in second.values()}


def test_another_story_or_value_is_another_case(pytester: pytest.Pytester, started: Started) -> None:
    first = runs.results(runs.run(pytester, runs.AS_FIRST))
    other = runs.results(
        runs.run(pytester, runs.AS_FIRST.replace('"Cards"', '"Others"').replace("('good', 3)", "('good', 4)"))
    )
    ids = [{result["historyId"] for result in found.values()} for found in (first, other)]
    assert not ids[0] & ids[1]


def test_an_explicit_id_stays_when_the_title_changes(pytester: pytest.Pytester, started: Started) -> None:
    body = "import allure\n@allure.id('c-7')\n@allure.title('{title}')\ndef test_x(shop): pass"
    first = runs.results(runs.run(pytester, body.format(title="One name")))
    second = runs.results(runs.run(pytester, body.format(title="Another")))
    assert first["One name"]["historyId"] == second["Another"]["historyId"]


def test_a_retry_has_the_id_of_the_first_attempt(pytester: pytest.Pytester, started: Started) -> None:
    first = runs.results(runs.run(pytester, runs.AS_FIRST, "--seed=1"))
    again = runs.results(runs.run(pytester, runs.AS_FIRST, "--seed=2", "-k", "stolen"))
    name = "A stolen card card of 2 is told"
    assert first[name]["historyId"] == again[name]["historyId"]


def test_parameters_and_titles_read_as_words(pytester: pytest.Pytester, started: Started) -> None:
    found = runs.results(runs.run(pytester, runs.AS_FIRST))
    assert set(found) == {
        "A lost card card of 1 is told",
        "A stolen card card of 2 is told",
        "A good card of 3 is told",
    }
    rows = found["A stolen card card of 2 is told"]["parameters"]
    assert {row["name"]: row["value"] for row in rows} == {"kind": "stolen card", "amount": "2"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (card("4000000000000002"), "Visa 4000000000000002: Generic decline"),
        (None, "none"),
        (True, "yes"),
        ("", "empty"),
        ("pm_card_visa", "pm_card_visa"),
        ("POST /api/cart", "POST /api/cart"),
        (12, "12"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_each_kind_of_parameter_is_said(value: object, text: str) -> None:
    assert words(value) == text


def test_the_documentation_of_a_card_and_the_owner_are_there(pytester: pytest.Pytester, started: Started) -> None:
    pytester.makefile(".ini", pytest="[pytest]\naddopts = -p harness.run.plugin")
    body = "@pytest.mark.card('4000000000000002')\ndef test_declined(shop): pass"
    (result,) = runs.results(runs.run(pytester, body, "-o", "owners=scenarios = Payments")).values()
    assert [link["url"] for link in result["links"]] == ["https://docs.stripe.com/testing"]
    assert runs.labels(result)["owner"] == "Payments"
    assert runs.labels(result)["case"] == "scenarios/test_it.py::test_declined"
    assert runs.labels(result)["channel"] == "API"


def test_the_steps_are_sentences_with_their_exchange(pytester: pytest.Pytester, started: Started) -> None:
    reports = runs.run(pytester, TELLS)
    (result,) = runs.results(reports).values()
    assert [step["name"] for step in result["steps"]] == [
        "Ada puts 2 × Tea into the cart",
        "Stripe.js confirms pi_1 with 4000…0002 (Visa: Generic decline); "
        "Stripe answers 402 card_declined, generic_decline",
        "The shopper pays on Stripe's page with 4000…0002 (Visa: Generic decline)",
        "Ada comes back to the checkout with pi_1; no answer comes (ReadTimeout)",
        "1 invariants are asked",
    ]
    (attached,) = result["steps"][0]["attachments"]
    assert "api/cart/items" in Path(reports, "allure-results", attached["source"]).read_text("utf-8")
    assert result["steps"][4]["steps"][0]["name"] == "No order without money: holds"


def test_every_method_of_an_adapter_has_a_sentence() -> None:
    told = {name.partition(" ")[0] for name in narration.SENTENCES}
    of_http = {one.name for one in FEATURES} - {"pages"}
    assert of_http | set(REQUIRED) <= told
    assert {name for _, _, name in operations.AT_STRIPE} | {name for _, _, name in OPERATIONS} <= told


def test_what_is_asked_of_any_shop_is_told_by_what_the_harness_asked_for() -> None:
    """Its own fields and paths say nothing to us: the facts of the call do."""
    history = History()
    history.record("fact", "test", "product", product_id="42", title="Tea 0123456789ab-1")
    form = "curl -X POST http://x/basket -d 'article=42&units=2'"
    facts = {"product_id": "42", "quantity": 2, "method": "POST", "url": "http://x/basket", "curl": form}
    asked = history.record("invoke", "Ada ada@x", "add", system="checkout", **facts)
    speaker = narration.Speaker(history)
    assert speaker.sentence(asked, None) == "Ada puts 2 × Tea into the cart"
    then = history.record("invoke", "Ada ada@x", "add", system="checkout", **{**facts, "url": "http://x/basket/check"})
    assert speaker.sentence(then, None, asked) == "Ada puts 2 × Tea into the cart (POST /basket/check)"
    assert speaker.sentence(asked, None, asked) == "Ada puts 2 × Tea into the cart"


def test_a_history_that_cannot_be_told_ends_no_run(pytester: pytest.Pytester, started: Started) -> None:
    body = "def test_odd(shop): shop.history.record('fact', 'test', 'fault', rule='no rule')"
    (result,) = runs.results(runs.run(pytester, body)).values()
    assert result["status"] == "passed"
    assert result["steps"][0]["name"].startswith("The steps of this case could not be told: TypeError")


def test_each_failure_is_labelled_with_its_kind(pytester: pytest.Pytester, started: Started) -> None:
    body = (
        "def test_product(shop): assert False, 'the order is missing'\n"
        "def test_stack(shop): raise Failure('connection_lost', 'GET / got no answer')\n"
        "def test_gap(shop): raise Failure('not_json', 't', however='Unrecognized request URL (GET: /v1/x)')\n"
        "def test_suite(shop): raise KeyError('x')\ndef test_good(shop): pass\n"
        "def test_known(shop): assert False, 'as ever'\ndef test_expired(shop): assert False, 'as ever'"
    )
    issue = '[[issue]]\ntitle = "{0}"\nmatch = "{0}"\nuntil = {1}\n'
    Path(pytester.path, "known_issues.toml").write_text(
        issue.format("known", "2999-01-01") + issue.format("expired", "2020-01-01")
    )
    found = runs.results(runs.run(pytester, body))
    assert {name: runs.labels(result).get("defect") for name, result in found.items()} == {
        "test_product": "Product defect",
        "test_stack": "Stack problem",
        "test_gap": "Emulator gap",
        "test_suite": "Error in the suite",
        "test_good": None,
        "test_known": "Known issue until 2999-01-01: known",
        "test_expired": "Product defect",
    }
