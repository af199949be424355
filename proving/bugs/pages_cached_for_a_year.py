"""The pages get the headers of the files beside them: they may be kept for a year and never asked for again.

Harm: after the next release browsers and proxies go on with the old page, whose scripts are gone from the server:
a blank shop, or an old checkout against a new API, and no release can reach these shoppers. Shows in
Cache-Control of GET /, /cart and /checkout. Source: RFC 8246 (immutable is for addresses that change with their
content); no report of its own.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "pages/headers.py",
            '        "Cache-Control": "no-cache",\n',
            '        "Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable",\n',
        ),
    ),
    codes=("answer_kept",),
    cases=("test_pages_are_asked_for_again",),
    run=("scenarios/shown/test_origins_and_caches.py",),
)
