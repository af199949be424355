"""The tables of a profile as strict models. What each key is for is told in profiles/reference.toml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, RootModel

from harness.checkouts.facts import HELD, TAKEN, Facts
from harness.checkouts.loading import REFERENCE
from harness.config.checkout import DOCUMENTED, PLACES, InContainer, OwnContract, Profile, ShortTimeout
from harness.config.tables import Model, Table, Text, Word, Words, checked, line_of, similar
from harness.config.toml_errors import TableError
from harness.core.places import BUNDLED, INSTALLED, REPOSITORY
from harness.core.stripe_keys import HINT, holds_live_key

NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
UrlPath = Annotated[str, Field(pattern=r"^/[^\x00]*$", description="a path that starts with /")]
Variable = Annotated[str, Field(pattern=r"^[^=\x00]+$")]
Port = Annotated[int, Field(gt=0, lt=65536, description="a port, 1 to 65535")]
Seconds = Annotated[float, Field(gt=0, le=3600, description="a number of seconds, more than 0 and at most 3600")]


class Head(Table):
    """What stands before the first table: the checkout's name, else the file's."""

    name: Text = ""


class Start(Table):
    """[start]: how the checkout is started on this machine."""

    command: Words
    directory: Text = ""


class Health(Table):
    """[health]: where it says that it is up, and how many seconds it may take until then."""

    path: UrlPath = Profile.health_path
    seconds: Seconds = Profile.health_seconds


class Webhook(Table):
    """[webhook]: where it takes Stripe's events, and which."""

    path: UrlPath = Profile.webhook_path
    events: Words = Field(default_factory=lambda: list(Profile.webhook_events))


class Container(Table):
    """[container]: the image of the checkout, for --stack=containers."""

    image: Text
    port: Port
    command: Words = Field(default_factory=list)


class StripeTable(Table):
    """[stripe]: how the checkout is led to the stack's Stripe where its code cannot be told an address."""

    redirect: Annotated[str, Field(pattern="^(python|node)$", description="'python' or 'node'")]


class AdapterTable(Table):
    """[adapter]: the Python file of the checkout's adapter, and the class in it where there are several."""

    file: Word
    class_: Text = Field(default="", alias="class")


class ContractTable(Table):
    """[contract]: the OpenAPI document of what the checkout promises: a file, or the path at which it is served."""

    openapi: Word
    served: Annotated[str, Field(pattern=r"^(/[^\x00]*)?$", description="a path that starts with /")] = ""
    every_answer: bool = False


class FactsTable(Table):
    """[facts]: what the checkout does differently without being wrong; `harness.checkouts.facts` tells each."""

    shopper_key: Text = Facts.shopper_key
    stock: Annotated[str, Field(pattern=f"^({HELD}|{TAKEN})$", description=f"{HELD!r} or {TAKEN!r}")] = Facts.stock
    refunds_return_goods: bool = Facts.refunds_return_goods
    several_open_payments: bool = Facts.several_open_payments
    begins_with_key: bool = Facts.begins_with_key
    refuses_unknown_fields: bool = Facts.refuses_unknown_fields
    saves_cards: bool = Facts.saves_cards
    single_item: bool = Facts.single_item
    cart_in_cookie: bool = Facts.cart_in_cookie
    state_in_process: bool = Facts.state_in_process
    logs_addresses: bool = Facts.logs_addresses
    answers_within_seconds: Seconds = Facts.answers_within_seconds
    amount_fields: Words = Field(default_factory=lambda: list(Facts.amount_fields))
    role_fields: Words = Field(default_factory=lambda: list(Facts.role_fields))
    currencies: Words = Field(default_factory=list)


class ShortTimeoutTable(Table):
    """[short_timeout]: variables with which the checkout soon gives up on a Stripe that says nothing, and within how
    many seconds it then answers."""

    env: Annotated[dict[Variable, Text], Field(min_length=1, description='a table of variables: { NAME = "1" }')]
    answers_within_seconds: Seconds = ShortTimeout.answers_within_seconds


class Env(RootModel[dict[Variable, Text]]):
    """[env]: variables of the checkout, by any names."""


SHORT = "short_timeout"
SECTIONS: dict[str, type[BaseModel]] = {
    "start": Start,
    "health": Health,
    "webhook": Webhook,
    "container": Container,
    "env": Env,
    "stripe": StripeTable,
    "adapter": AdapterTable,
    "facts": FactsTable,
    "contract": ContractTable,
    SHORT: ShortTimeoutTable,
}
# {suites} in [contract]: where the suites are, in a repository or inside the wheel.
SUITES = "{suites}"


def profile(data: dict[str, Any], text: str, source: str, base: Path) -> Profile:
    """The profile in these tables of `text`; TableError for the first mistake. Relative directories start at `base`."""
    _refuse_unknown(data, text, source)
    _refuse_live_keys(data, text, source)

    def table(model: type[Model], heading: str) -> Model:
        return checked(model, data.get(heading, {}), text, source, heading)

    head = checked(Head, {name: data[name] for name in Head.model_fields if name in data}, text, source, "")
    start, health, webhook = table(Start, "start"), table(Health, "health"), table(Webhook, "webhook")
    env, facts = table(Env, "env"), table(FactsTable, "facts")
    adapter = table(AdapterTable, "adapter") if "adapter" in data else None
    _refuse_unknown_names(env.root, (*PLACES, *DOCUMENTED), text, source, "env")
    _refuse_unknown_names({"command": " ".join(start.command)}, PLACES, text, source, "start")
    return Profile(
        name=head.name if "name" in data else Path(source).stem,
        command=tuple(start.command),
        source=source,
        directory=_directory(start, text, source, base),
        health_path=health.path,
        health_seconds=health.seconds,
        webhook_path=webhook.path,
        webhook_events=tuple(webhook.events),
        env=env.root,
        redirect=table(StripeTable, "stripe").redirect if "stripe" in data else "",
        adapter=_adapter(adapter, text, source, base) if adapter else REFERENCE,
        facts=Facts.from_dict(facts.model_dump()),
        contract=_contract(table(ContractTable, "contract"), text, source, base) if "contract" in data else None,
        container=_in_container(table(Container, "container")) if "container" in data else None,
        short_timeout=_short(table(ShortTimeoutTable, SHORT), text, source) if SHORT in data else None,
    )


def _short(table: ShortTimeoutTable, text: str, source: str) -> ShortTimeout:
    _refuse_unknown_names(table.env, (*PLACES, *DOCUMENTED), text, source, SHORT)
    return ShortTimeout(table.env, table.answers_within_seconds)


def _in_container(table: Container) -> InContainer:
    return InContainer(table.image, table.port, tuple(table.command))


def _adapter(table: AdapterTable, text: str, source: str, base: Path) -> str:
    file = (base / table.file).resolve()
    if not file.is_file():
        hint = "it starts at the profile's folder; `checkout-harness init` writes a first one"
        raise TableError(source, line_of(text, "adapter", "file"), "a Python file for `file`", str(file), hint)
    return f"{file}:{table.class_}" if table.class_ else str(file)


def _contract(table: ContractTable, text: str, source: str, base: Path) -> OwnContract:
    line = line_of(text, "contract", "openapi")
    if table.openapi.startswith("/"):
        if table.served:
            hint = "a document that is served says what is served: leave `served` out, or name a file with `openapi`"
            raise TableError(source, line, "a file for `openapi` beside `served`", repr(table.openapi), hint)
        return OwnContract(served=table.openapi, every_answer=table.every_answer)
    file = (base / table.openapi.replace(SUITES, str(BUNDLED if INSTALLED else REPOSITORY))).resolve()
    if not file.is_file():
        hint = "a file starts at the profile's folder; a path of the running checkout starts with / (/openapi.json)"
        raise TableError(source, line, "an OpenAPI document for `openapi`", str(file), hint)
    return OwnContract(str(file), table.served, table.every_answer)


def _refuse_unknown_names(values: dict[str, str], known: tuple[str, ...], text: str, source: str, section: str) -> None:
    """{NAME} that nothing stands for would reach the checkout as it is."""
    for key, value in values.items():
        for name in NAME.findall(value):
            if name not in known:
                hint = similar(name, known, "{{{}}}") or f"known are {', '.join(known)}"
                raise TableError(source, line_of(text, section, key), f"a known name in `{key}`", f"{{{name}}}", hint)


def _directory(start: Start, text: str, source: str, base: Path) -> Path | None:
    directory = base / start.directory if start.directory else None
    if directory is not None and not directory.is_dir():
        line, hint = line_of(text, "start", "directory"), "it starts at the profile's folder"
        raise TableError(source, line, "a folder for `directory`", str(directory), hint)
    return directory


def _refuse_unknown(data: dict[str, Any], text: str, source: str) -> None:
    for name, value in data.items():
        if name not in SECTIONS and name not in Head.model_fields:
            known = (*Head.model_fields, *(f"[{one}]" for one in SECTIONS))
            got = f"[{name}]" if isinstance(value, dict) else f"`{name}`"
            raise TableError(source, line_of(text, name), ", ".join(known), got, similar(got, known, "{}"))


def _refuse_live_keys(data: dict[str, Any], text: str, source: str) -> None:
    for section, values in data.items():
        for key, value in values.items() if isinstance(values, dict) else (("", values),):
            if holds_live_key(f"{key} {value!r}"):
                line = line_of(text, section, key)
                raise TableError(source, line, "test-mode keys only", f"a live key in [{section}]", HINT)
