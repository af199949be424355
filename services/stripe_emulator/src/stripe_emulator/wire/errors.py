"""Stripe's error objects: `{"error": {type, code, message, ...}}` with absent fields omitted (facts 11-16)."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any

DOC_URL = "https://stripe.com/docs/error-codes/"


class StripeError(Exception):
    """A response that is not 2xx: HTTP status and the fields of Stripe's error object."""

    def __init__(
        self,
        status: int,
        *,
        type: str,
        message: str | None,
        code: str | None = None,
        decline_code: str | None = None,
        param: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.type = type
        self.message = message
        self.code = code
        self.decline_code = decline_code
        self.param = param
        self.extra = extra

    def fields(self) -> dict[str, Any]:
        """The error object, as `last_payment_error` also has it: no envelope, no nulls (fact 11)."""
        doc_url = DOC_URL + self.code.replace("_", "-") if self.code else None
        fields: dict[str, Any] = {
            "code": self.code,
            "decline_code": self.decline_code,
            "doc_url": doc_url,
            "message": self.message,
            "param": self.param,
            "type": self.type,
            **self.extra,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def body(self) -> dict[str, Any]:
        return {"error": self.fields()}

    def released(self) -> StripeError:
        """The error without the frames that raised it.

        A frame that names the error it raises is a cycle, through which a whole account would outlive its reset.
        """
        error: BaseException | None = self
        while error is not None:
            traceback.clear_frames(error.__traceback__)
            error.__traceback__ = None
            error = error.__cause__ or error.__context__
        return self

    def having(self, **extra: Any) -> StripeError:
        """The same error with more fields, such as `payment_intent`, `payment_method` or `charge` (fact 14)."""
        return StripeError(
            self.status,
            type=self.type,
            message=self.message,
            code=self.code,
            decline_code=self.decline_code,
            param=self.param,
            **{**self.extra, **extra},
        )


def invalid(
    message: str, param: str | None = None, code: str | None = None, status: int = 400, **extra: Any
) -> StripeError:
    """An `invalid_request_error`: the request cannot be served as sent."""
    return StripeError(status, type="invalid_request_error", message=message, code=code, param=param, **extra)


def missing_param(name: str) -> StripeError:
    """A required parameter is absent: 400 `parameter_missing` (fact 16)."""
    return invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")


def unknown_params(names: Sequence[str], near: str | None = None) -> StripeError:
    """Parameters this endpoint does not take: 400 `parameter_unknown`, plural when several (fact 16).

    `near` is the parameter that a single unknown one may mean
    (https://github.com/microsoft/azure-api-management-monetization/issues/57).
    """
    plural = "s" if len(names) > 1 else ""
    hint = f". Did you mean {near}?" if near and not plural else ""
    message = f"Received unknown parameter{plural}: {', '.join(names)}{hint}"
    return invalid(message, param=names[0], code="parameter_unknown")


def no_such(kind: str, id: str, param: str = "id", status: int = 404) -> StripeError:
    """No object of this id: 404 `resource_missing` for an id in the path, 400 for one in the body (fact 20)."""
    return invalid(f"No such {kind}: '{id}'", param=param, code="resource_missing", status=status)


def card_error(
    code: str, decline_code: str | None, message: str | None, param: str | None = None, **extra: Any
) -> StripeError:
    """A refusal of the card: 402 `card_error`; `decline_code` only where the issuer gave one (facts 14, 15)."""
    return StripeError(
        402, type="card_error", message=message, code=code, decline_code=decline_code, param=param, **extra
    )


def unexpected_state(message: str, payment_intent: dict[str, Any]) -> StripeError:
    """The PaymentIntent's status forbids the request: 400 `payment_intent_unexpected_state` (facts 51-56, 76)."""
    return invalid(message, code="payment_intent_unexpected_state", payment_intent=payment_intent)
