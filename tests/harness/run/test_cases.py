"""From errors of tests to findings."""

from schemathesis.core.failures import Failure as ContractFailure
from schemathesis.core.failures import FailureGroup

from harness.run.cases.findings import findings


def test_a_broken_contract_is_told_with_the_answer_and_the_curl() -> None:
    single = ContractFailure(operation="POST /a", title="Schema-valid request rejected", message="Expected: 2xx")
    message = """Schemathesis found 1 distinct failure

- ST202 Schema-valid request rejected

    Expected: 2xx

[422] Unprocessable Content:

    `{"code":"refused"}`

Reproduce with:

    curl -X POST -d '{"number": "4242424242424242"}' http://127.0.0.1:1/a
"""
    (found,) = findings(FailureGroup([single], message), "trace", [])
    assert (found.code, found.title) == ("contract:Failure", "Schema-valid request rejected")
    assert found.exchange.splitlines() == [
        "[422] Unprocessable Content:",
        '`{"code":"refused"}`',
        "Reproduce with:",
        """curl -X POST -d '{"number": "4242…4242"}' http://127.0.0.1:1/a""",
    ]
