"""Two small amounts, or one with a code, show that a bank account is the customer's (https://docs.stripe.com/payments/ach-direct-debit)."""

from __future__ import annotations

from stripe_emulator.money import bank_accounts
from stripe_emulator.payments import flow, method_objects, setup_flow
from stripe_emulator.resource_kit.call import Call
from stripe_emulator.state.account import Object, copy_of
from stripe_emulator.wire.errors import StripeError, unexpected_state


def verify_payment(call: Call, intent: Object) -> Object:
    """Verify the account of a PaymentIntent and debit it; raises what is wrong with the amounts or the code."""
    if not _waits(intent):
        message = f"This PaymentIntent has no microdeposits to verify: it has a status of {intent['status']}."
        raise unexpected_state(message, copy_of(intent))
    method, error = _judge(call, intent)
    if error is None:
        return flow.settle_challenge(call, intent, True)
    if error.code in bank_accounts.FINAL:
        flow.fail(call, intent, error.having(payment_method=copy_of(method)), None)
    raise error.having(payment_intent=copy_of(intent))


def verify_setup(call: Call, intent: Object) -> Object:
    """Verify the account of a SetupIntent and save it; raises what is wrong with the amounts or the code."""
    if not _waits(intent):
        message = f"This SetupIntent has no microdeposits to verify: it has a status of {intent['status']}."
        raise setup_flow.unexpected(message, intent)
    method, error = _judge(call, intent)
    if error is None:
        return setup_flow.settle_challenge(call, intent, True)
    if error.code in bank_accounts.FINAL:
        setup_flow.fail(call, intent, error.having(payment_method=copy_of(method)))
    raise error.having(setup_intent=copy_of(intent))


def _waits(intent: Object) -> bool:
    action = intent["next_action"]
    return action is not None and action["type"] == "verify_with_microdeposits"


def _judge(call: Call, intent: Object) -> tuple[Object, StripeError | None]:
    method = method_objects.find(call.account, intent["payment_method"])
    bank = bank_accounts.recall(call.account, method["id"])
    return method, bank_accounts.microdeposit_error(call.params, bank)
