"""Finding operations by path and template, and choosing the version (fact 8)."""

from __future__ import annotations

import pytest

from stripe_emulator.contract import CURRENT, DEFAULT_VERSION, for_version, is_served, versions


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("GET", "/v1/charges/search", "/v1/charges/search"),
        ("GET", "/v1/charges/ch_1", "/v1/charges/{charge}"),
        ("GET", "/v1/charges", "/v1/charges"),
        ("GET", "/v1/charges/", "/v1/charges"),
        ("POST", "/v1/payment_intents/pi_1/confirm", "/v1/payment_intents/{intent}/confirm"),
        ("GET", "/v1/customers/search/sources", "/v1/customers/{customer}/sources"),
        ("GET", "/v1/prices/search", "/v1/prices/search"),
        ("POST", "/v1/invoices/create_preview", "/v1/invoices/create_preview"),
        ("POST", "/v1/invoices/in_1", "/v1/invoices/{invoice}"),
        ("GET", "/v1/checkout/sessions/cs_1/line_items", "/v1/checkout/sessions/{session}/line_items"),
    ],
)
def test_the_operation_of_a_path(method: str, path: str, template: str) -> None:
    """Literal segments win over placeholders."""
    found = CURRENT.find(method, path)
    assert found is not None
    assert (found.method, found.path) == (method, template)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nope"), ("PATCH", "/v1/charges"), ("GET", "/v1/charges/ch_1/nope"), ("GET", "/v1"), ("GET", "/"),
     ("GET", "/v1/customers//sources"), ("GET", "/v2/core/events"), ("POST", "/v1/payment_intents/pi_1/confirm/x")],
)  # fmt: skip
def test_no_operation(method: str, path: str) -> None:
    """None for what Stripe does not have."""
    assert CURRENT.find(method, path) is None


def test_a_template_by_any_name() -> None:
    """How the placeholders are called does not matter."""
    found = CURRENT.operation("GET", "/v1/customers/{id}/sources/{which}")
    assert found is CURRENT.operation("GET", "/v1/customers/{customer}/sources/{id}")
    assert found is not None
    assert CURRENT.operation("GET", "/v1/customers/cus_1") is None


def test_what_an_operation_answers() -> None:
    """One object, one of several, a list, a search result, a file."""
    expected = {
        ("POST", "/v1/refunds"): (("refund",), ""),
        ("GET", "/v1/refunds"): (("refund",), "list"),
        ("GET", "/v1/charges/search"): (("charge",), "search_result"),
        ("GET", "/v1/checkout/sessions/{id}"): (("checkout.session",), ""),
        ("GET", "/v1/customers/{customer}/sources/{id}"): (("account", "bank_account", "card", "source"), ""),
        ("GET", "/v1/quotes/{quote}/pdf"): ((), ""),
    }
    for (method, path), answer in expected.items():
        found = CURRENT.operation(method, path)
        assert found is not None, path
        assert (found.returns, found.envelope) == answer


def test_deprecated_operations_are_told() -> None:
    """The SDK's own words: this method is deprecated."""
    deprecated = {operation.key for operation in CURRENT.operations if operation.deprecated}
    assert "POST /v1/issuing/authorizations/{}/approve" in deprecated
    assert "POST /v1/payment_intents" not in deprecated


@pytest.mark.parametrize("version", versions())
def test_every_operation_finds_itself(version: str) -> None:
    """By its own path, its own template, and with its answers known."""
    contract = for_version(version)
    for operation in contract.operations:
        assert contract.operation(operation.method, operation.path) is operation
        path = operation.path.replace("{", "id_").replace("}", "")
        assert contract.find(operation.method, path) is operation, operation.key
        for name in operation.returns:
            assert contract.blank(name)["object"] == name


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("2026-08-26.dahlia", "2026-08-26.dahlia"),
        ("2026-08-26", "2026-08-26.dahlia"),
        ("2026-10-28.endive", "2026-10-28.endive"),
        ("2026-10-27.endive", "2026-10-28.endive"),
        ("2026-11-18.endive", "2026-10-28.endive"),
        ("2026-03-25.dahlia", "2026-08-26.dahlia"),
        ("2026-09-30.dahlia", "2026-08-26.dahlia"),
        ("2027-01-01.future", "2026-10-28.endive"),
        ("2025-12-15.clover", "2026-02-25.clover"),
        ("2025-03-31.basil", "2025-08-27.basil"),
        ("2024-09-30.acacia", "2025-02-24.acacia"),
        ("2024-06-20", "2024-06-20"),
        ("2024-05-01", "2024-04-10"),
        ("2024-04-10", "2024-04-10"),
        ("2023-10-16", "2023-10-16"),
        ("2023-08-16", "2023-08-16"),
        ("2023-01-01", "2022-11-15"),
        ("2022-10-01", "2022-08-01"),
        ("2021-03-01", "2020-08-27"),
        ("2019-12-03", "2020-08-27"),
    ],
)
def test_the_version(asked: str, chosen: str) -> None:
    """The newest of its family, or the dated one at or before it; for one that is not served the nearest by date."""
    assert for_version(asked).version == chosen
    assert for_version(asked) is for_version(chosen)


@pytest.mark.parametrize(
    "version",
    ["2020-08-27", "2022-08-01", "2022-11-15", "2024-06-20", "2024-09-30.acacia", "2025-03-31.basil",
     "2025-09-30.clover", "2026-03-25.dahlia", "2026-09-30.endive", "2026-10-28.endive"],
)  # fmt: skip
def test_a_version_that_is_served(version: str) -> None:
    """The first and the newest of each family, and the dated ones before them."""
    assert is_served(version)


@pytest.mark.parametrize(
    "version",
    ["", "yesterday", "2020-03-02", "2019-12-03", "2025-9-30.clover", "2025-02-30.acacia", "2025-03-31",
     "2024-06-20.acacia", "2024-09-29.acacia", "2025-09-30.acacia", "2025-03-31.clover", "2026-08-26.preview",
     "2026-08-26.future", "2026-08-26.Dahlia", "2026-08-26.dahlia, 2024-06-20", "9999-01-01.endive"],
)  # fmt: skip
def test_a_version_that_is_not_served(version: str) -> None:
    """Older than the oldest table, of an unknown family, of another family's months, or no version at all."""
    assert not is_served(version)


def test_the_versions() -> None:
    """Oldest first, the default one among them."""
    assert versions() == (
        "2020-08-27",
        "2022-08-01",
        "2022-11-15",
        "2023-08-16",
        "2023-10-16",
        "2024-04-10",
        "2024-06-20",
        "2025-02-24.acacia",
        "2025-08-27.basil",
        "2026-02-25.clover",
        "2026-08-26.dahlia",
        "2026-10-28.endive",
    )
    assert CURRENT is for_version(DEFAULT_VERSION)


def test_versions_differ() -> None:
    """`capture_method=automatic_async` is younger than 2023-10-16's `request_multicapture`; `items` may be required."""
    old, new = for_version("2023-10-16"), CURRENT
    for contract, expected in ((old, ["customer"]), (new, [])):
        attach = contract.operation("POST", "/v1/payment_methods/{id}/attach")
        assert attach is not None
        assert [finding.param for finding in contract.judge_all(attach, {})] == expected
    assert "payment_intent" in old.blank("invoice")
    assert "payment_intent" not in new.blank("invoice")
