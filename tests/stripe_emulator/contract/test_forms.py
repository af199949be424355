"""Form bodies: hashes only, in the order they were sent; which of them are lists is for their types to say (fact 9)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stripe_emulator.wire.errors import StripeError
from stripe_emulator.wire.forms import decode
from tests.stripe_emulator.client import encode

DECODED = [
    ("a=1&b=2", {"a": "1", "b": "2"}),
    ("a=1&a=2", {"a": "2"}),
    ("a", {"a": ""}),
    ("", {}),
    ("&&", {}),
    ("a=%C3%A9+b%26", {"a": "é b&"}),
    ("a%5Bb%5D=1", {"a": {"b": "1"}}),
    ("a[0]=x&a[1]=y", {"a": {"0": "x", "1": "y"}}),
    ("a[]=x&a[]=y", {"a": {"0": "x", "1": "y"}}),
    ("a[1]=x&a[]=y", {"a": {"1": "x", "2": "y"}}),
    ("a[b][0][c]=1&a[b][1][c]=2", {"a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}}}),
    ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": {"0": {"b": "1", "c": "2"}, "1": {"b": "3"}}}),
    ("metadata[0]=a&metadata[1]=b", {"metadata": {"0": "a", "1": "b"}}),
]
REFUSED = [
    ("a[=1", "a[", "Invalid request: malformed parameter name 'a['."),
    ("a]=1", "a]", "Invalid request: malformed parameter name 'a]'."),
    ("=1", "", "Invalid request: malformed parameter name ''."),
    ("[a]=1", "[a]", "Invalid request: malformed parameter name '[a]'."),
    ("a[[b]]=1", "a[[b]]", "Invalid request: malformed parameter name 'a[[b]]'."),
    ("a" + "[b]" * 8 + "=1", "a" + "[b]" * 8, "Invalid request: parameters nest at most 8 deep."),
    ("a=1&a[b]=2", "a[b]", "Invalid hash"),
    ("a[b]=2&a=1", "a", "Invalid hash"),
    ("a[b]=2&a[b][c]=1", "a[b][c]", "Invalid hash"),
    ("metadata[]=1", "metadata", "Invalid object"),
    ("a[metadata][]=1", "a[metadata]", "Invalid object"),
    ("a=%ff", None, "Invalid request: the parameters could not be decoded (UnicodeDecodeError)."),
    ("&".join(f"a{number}=1" for number in range(1001)), None,
     "Invalid request: the parameters could not be decoded (ValueError)."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), DECODED, ids=lambda value: str(value)[:40])
def test_what_a_form_means(text: str, tree: dict[str, Any]) -> None:
    """Brackets nest, `[]` appends, `[][name]` fills the last element until it has that name."""
    assert decode(text) == tree


def test_the_order_is_the_clients() -> None:
    """Refusals come in the order of the parameters."""
    assert list(decode("c=1&a[z]=1&b=1&a[y]=2")["a"]) == ["z", "y"]
    assert list(decode("c=1&a[z]=1&b=1&a[y]=2")) == ["c", "a", "b"]


@pytest.mark.parametrize(("text", "param", "message"), REFUSED, ids=lambda value: str(value)[:30])
def test_what_is_no_form(text: str, param: str | None, message: str) -> None:
    """A 400 that names the parameter."""
    with pytest.raises(StripeError) as refused:
        decode(text)
    assert (refused.value.status, refused.value.param, refused.value.message) == (400, param, message)


NAMES = st.text("abc", min_size=1, max_size=3)
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        st.text(max_size=5),
        lambda inner: (
            st.dictionaries(NAMES, inner, min_size=1, max_size=3)
            | st.lists(inner, min_size=1, max_size=3).map(
                lambda members: {str(n): one for n, one in enumerate(members)}
            )
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
def test_what_was_encoded_is_decoded(tree: dict[str, Any]) -> None:
    """There and back."""
    if _depth(tree) <= 8:
        assert decode(encode(tree)) == tree


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value.values()), default=0) if isinstance(value, dict) else 0
