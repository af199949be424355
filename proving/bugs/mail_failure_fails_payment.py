"""A mail server that is down makes paying fail: the money is taken, and the shopper is told that the shop is broken.

Yuan et al., OSDI 2014: a non-fatal error, handled as the end of everything.
"""

from proving.bugs import Bug, Edit

BUG = Bug(
    edits=(
        Edit(
            "mail.py",
            """\
        except (BotoCoreError, ClientError) as error:
            LOG.error("the confirmation of %s was not sent: %s", order.order_id, error)
            return False
""",
            """\
        except (BotoCoreError, ClientError) as error:
            LOG.error("the confirmation of %s was not sent: %s", order.order_id, error)
            self._orders.unclaim_mail(order)
            raise
""",
        ),
    ),
    codes=("broken_answer",),
    run=("scenarios/test_mail.py",),
    caught=False,
    reason="no case makes the mail fail: faults come between the checkout and Stripe alone",
)
