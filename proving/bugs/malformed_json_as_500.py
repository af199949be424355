"""The handler for broken JSON looks for a line number that the framework does not give, and fails itself.

Undocumented server errors on malformed bodies are what fuzzers of HTTP APIs find most; a textbook
mistake. RFC 9110, 15.5.1: it is the client's error, 400.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "problems.py",
            'return Problem(400, "invalid_json", "The body is not valid JSON.").response()',
            "return Problem(400, \"invalid_json\", f\"Not JSON from line {found[0]['ctx']['line']} on.\").response()",
        ),
    ),
    codes=("contract_malformed_json",),
    cases=("test_malformed_json_is_refused[createRefund]",),
    run=("contracts/test_broken_requests.py",),
)
