"""An empty cart's currency is an empty text where the contract says null, and a page that formats money falls over.

Drift between document and code; no report of this one is cited here.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("api/cart.py", "currency=cart.currency)", 'currency=cart.currency or "")'),),
    codes=("answer_not_documented",),
    cases=("test_a_new_cart_is_empty",),
    run=("scenarios/test_cart_edges.py", "-k", "empt or new_cart"),
)
