"""/health says "ok" as soon as the process runs: traffic comes before there are tables, and after they are gone.

Yuan et al., OSDI 2014; a load balancer sends shoppers to a shop that cannot sell.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(Edit("shop.py", "return self.prepared.is_set() and self.store.serves()", "return True"),),
    codes=("not_ready_served",),
    run=("contracts/test_payment_api.py::test_requests",),
    caught=False,
    reason="no case asks a checkout whose tables are not there",
)
