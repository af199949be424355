"""Every kind of change between two versions of an API: whether it breaks clients that work today, and how.

What a client sends may be widened and what it reads may be narrowed; the other way round breaks it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """What a change does to a client that was written against the version before."""

    breaking: bool
    effect: str


def _breaks(effect: str) -> Meaning:
    return Meaning(True, effect)


def _keeps(effect: str) -> Meaning:
    return Meaning(False, effect)


MEANINGS: dict[str, Meaning] = {
    "operation_removed": _breaks("a client that calls it is answered 404 or 405"),
    "operation_added": _keeps("no client calls it yet"),
    "authentication_added": _breaks("a client that calls it as before is refused"),
    "authentication_removed": _keeps("a client that authenticates as before is still served"),
    "parameter_removed": _breaks("a client that sends it is refused or not heard"),
    "parameter_added": _keeps("a client need not send it"),
    "required_parameter_added": _breaks("a client that does not send it is refused"),
    "parameter_became_required": _breaks("a client that does not send it is refused"),
    "parameter_became_optional": _keeps("a client that sends it is still heard"),
    "request_body_became_required": _breaks("a client that sends no body is refused"),
    "request_body_became_optional": _keeps("a client that sends a body is still heard"),
    "request_body_removed": _breaks("a client that sends a body is refused or not heard"),
    "request_body_added": _keeps("a client need not send one"),
    "required_request_body_added": _breaks("a client that sends no body is refused"),
    "request_media_type_removed": _breaks("a client that sends this content type is refused"),
    "request_media_type_added": _keeps("a client may go on sending the others"),
    "request_property_removed": _breaks("a client that sends it is refused or not heard"),
    "request_property_added": _keeps("a client need not send it"),
    "required_request_property_added": _breaks("a client that does not send it is refused"),
    "request_property_became_required": _breaks("a client that does not send it is refused"),
    "request_property_became_optional": _keeps("a client that sends it is still heard"),
    "request_type_narrowed": _breaks("a client that sends what was a good type is refused"),
    "request_type_widened": _keeps("what a client sends is still taken"),
    "request_values_removed": _breaks("a client that sends a value that was good is refused"),
    "request_values_added": _keeps("what a client sends is still taken"),
    "request_limit_tightened": _breaks("a client that sends what was within the limit is refused"),
    "request_limit_loosened": _keeps("what a client sends is still taken"),
    "request_closed": _breaks("a client that sends further properties is refused"),
    "request_opened": _keeps("what a client sends is still taken"),
    "status_removed": _breaks("a client that waits for this status meets another one"),
    "status_added": _keeps("a client that knows its class of status can go on"),
    "response_media_type_removed": _breaks("a client that reads this content type no longer gets it"),
    "response_media_type_added": _keeps("a client that asks for the others still gets them"),
    "response_header_removed": _breaks("a client that reads it no longer finds it"),
    "response_header_added": _keeps("no client reads it yet"),
    "response_header_became_optional": _breaks("a client that reads it may not find it"),
    "response_header_became_required": _keeps("a client that reads it finds it always"),
    "response_property_removed": _breaks("a client that reads it no longer finds it"),
    "response_property_added": _keeps("no client reads it yet"),
    "response_property_became_optional": _breaks("a client that reads it may not find it"),
    "response_property_became_required": _keeps("a client that reads it finds it always"),
    "response_type_widened": _breaks("a client that reads it meets a type it does not know"),
    "response_type_narrowed": _keeps("what a client reads it knows"),
    "response_values_added": _breaks("a client that reads it meets a value it does not know"),
    "response_values_removed": _keeps("what a client reads it knows"),
    "response_limit_loosened": _breaks("a client that reads it meets what was out of the limits"),
    "response_limit_tightened": _keeps("what a client reads it knows"),
    "response_opened": _keeps("a client that ignores what it does not know can go on"),
    "response_closed": _keeps("what a client reads it knows"),
}
