"""Errors are sent as application/json: a client that tells problems by their media type takes them for results.

RFC 9457, 3. The contract says application/problem+json, and a page that looks for it shows "undefined" for a decline.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("problems.py", 'MEDIA_TYPE = "application/problem+json"', 'MEDIA_TYPE = "application/json"'),),
    codes=("answer_not_documented",),
    cases=("test_declines",),
    run=("scenarios/test_declines.py", "-k", "survives or eat or token"),
)
