"""405 does not say which methods there are: Allow is not sent.

RFC 9110, 15.5.6 demands it; the handler of the framework's own errors dropped the headers.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "problems.py",
            """\
    allowed = _allowed(request) if error.status_code == 405 else ""
    headers = {"Allow": allowed} if allowed else error.headers
    return Problem(error.status_code, code, detail, headers=headers).response()""",
            "    return Problem(error.status_code, code, detail).response()",
        ),
    ),
    cases=("test_",),
    run=("contracts/test_payment_api.py", "contracts/test_broken_requests.py"),
)
