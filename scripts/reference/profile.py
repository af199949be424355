"""The keys of a profile."""

from __future__ import annotations

from pydantic import RootModel
from pydantic.fields import FieldInfo

from harness.checkouts.features import ADAPTER, FEATURES, Feature
from harness.config import profile
from harness.config.checkout import DOCUMENTED
from harness.config.profile_tables import SECTIONS, Head
from scripts.reference.markdown import block, code, table

HEAD = """# Profile keys

A profile is a TOML file that says how to start a checkout and what is particular about it. `--profile
my-shop.toml` names it; without one the reference checkout is judged. How to write one:
[your own checkout](../how-to/own-checkout.md).
"""


PLACEHOLDERS = """\
In `[start]` and `[env]`, `{python}`, `{port}` and `{tmp}` stand for the interpreter of the harness, a free port and a
folder of the run. In `[env]` alone, these stand for what is in the checkout's environment under these names anyway:
NAMES. The AWS ones lead boto3 and the other AWS SDKs to the stack's DynamoDB, S3 and SES."""


OFFERED = """\
No key says so: what a checkout offers are the methods of its adapter (`[adapter]`). `begin`, and one of `put_on_sale`
and `catalogue`, must be there; for lack of another one cases are reported as not offered."""


def page() -> str:
    """The page."""
    rows = [("", code(key), _value(field)) for key, field in Head.model_fields.items()]
    for section, model in SECTIONS.items():
        if issubclass(model, RootModel):
            rows.append((code(f"[{section}]"), "any name", "a variable for the checkout's environment"))
            continue
        rows += [
            (code(f"[{section}]"), code(field.alias or key), _value(field)) for key, field in model.model_fields.items()
        ]
    example = block(profile.DEFAULT.read_text("utf-8"), "toml")
    features = table(("method", "of", "what cannot be judged without it"), [_feature(one) for one in FEATURES])
    parts = [
        HEAD,
        table(("section", "key", "value"), rows),
        PLACEHOLDERS.replace("NAMES", ", ".join(code(name) for name in DOCUMENTED)),
        "## What a checkout offers",
        OFFERED,
        features,
        "## The profile of the reference checkout",
        example,
    ]
    return "\n\n".join(parts)


def _feature(one: Feature) -> tuple[str, str, str]:
    return code(one.name), "the shop" if one.where == ADAPTER else "a shopper", one.promise


def _value(field: FieldInfo) -> str:
    said = field.description or ("true or false" if field.annotation is bool else "")
    return f"{said}{'; required' if field.is_required() else ''}"
