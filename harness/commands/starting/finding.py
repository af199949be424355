"""Which route of an OpenAPI document is which step of a purchase, by the words of its path and the fields it takes."""

import re
from collections.abc import Callable, Iterable

from harness.commands.starting import names
from harness.commands.starting.routes import Json, Route

UP = {"register", "signup", "registration"}
IN = {"login", "signin", "authenticate"}
PEOPLE = {"users", "accounts", "customers", "members"}
SESSIONS = {"token", "tokens", "session", "sessions", "auth"}
CARTS = {"cart", "carts", "basket", "baskets", "bag"}
ORDERS = {"orders", "purchases"}
PAYING = {
    "checkout",
    "payment",
    "payments",
    "pay",
    "intent",
    "intents",
    "buy",
    "purchase",
    "order",
    "orders",
    "session",
}
NO_BEGINNING = {"confirm", "confirmation", "complete", "capture", "cancel", "success", "done", "finalize", "status"}
NO_BEGINNING |= {"refund", "refunds", "webhook", "webhooks", "hook", "config", "login", "cart", "basket", "items"}
ENDING = {"confirm", "confirmation", "complete", "success", "done", "finalize", "return", "thanks", "settle"}
INTENT_PAGE, HOSTED, EMBEDDED, AT_SERVER = STYLES = ("payment_intent", "hosted", "embedded", "at_server")


class Found:
    """The routes of a shop; each is None where the document shows none. `style` is how it is paid, where known;
    `tokens` is whether callers show a bearer token."""

    def __init__(self, routes: list[Route], style: str = "", *, tokens: bool = False) -> None:
        self.routes, self.tokens, self._style = routes, tokens, style
        self.up = self.first("POST", lambda one: _has(one, names.PASSWORD) and _is(one, UP, "sign", "up", PEOPLE))
        self.into = self.first("POST", lambda one: _has(one, names.PASSWORD) and _is(one, IN, "sign", "in", SESSIONS))
        self.adding = self.first("POST", lambda one: bool(CARTS & set(one.words)) and _names_product(one))
        self.setting = self.first("PUT PATCH", lambda one: bool(CARTS & set(one.words)) and _names_product(one))
        self.removing = self.first("DELETE", lambda one: bool(CARTS & set(one.words)) and len(one.holes) == 1)
        self.showing = self.first("GET", lambda one: _last(one) in CARTS and not one.holes)
        self.beginning = self._begins()
        self.listing = self.first("GET", lambda one: _last(one) in ORDERS and not one.holes and one.rows() is not None)
        self.looking = self.first("GET", lambda one: _last(one) in ORDERS and _one_at_the_end(one))
        self.ending = self.first("POST GET", self._ends)
        self.confirming = self.first("POST", lambda one: _has(one, names.METHOD) and bool(payment_of(one)))

    @property
    def style(self) -> str:
        """How it is paid: as asked for, else by what the beginning answers."""
        if self._style or self.beginning is None:
            return self._style or INTENT_PAGE
        if self.beginning.redirects or names.pick(self.beginning.answer, names.URL):
            return HOSTED
        if names.pick(self.beginning.answer, names.SECRET):
            return EMBEDDED if "session" in self.beginning.words else INTENT_PAGE
        return AT_SERVER if self.confirming is not None else INTENT_PAGE

    def order_row(self) -> Json | None:
        """The fields of an order as the shop tells it; None where it tells none."""
        for route, rows in ((self.listing, True), (self.looking, False)):
            if route is not None:
                fields: Json = (route.rows() or ("", {}))[1].get("properties", {}) if rows else route.answer
                return fields
        return None

    def first(self, verbs: str, fits: Callable[[Route], bool]) -> Route | None:
        """The first route of one of these verbs (the likelier one first) that fits."""
        return next((one for verb in verbs.split() for one in self.routes if one.verb == verb and fits(one)), None)

    def _begins(self) -> Route | None:
        def worth(route: Route) -> int:
            told = names.pick(route.answer, (*names.SECRET, *names.URL, *names.INTENT, *names.SESSION))
            return 4 * bool(told) + 2 * route.redirects + bool({"intent", "session", "checkout"} & set(route.words))

        likely = [
            one
            for one in self.routes
            if one.verb == "POST" and not one.holes and PAYING & set(one.words) and not NO_BEGINNING & set(one.words)
        ]
        likely = [one for one in likely if not _has(one, names.PASSWORD)]
        return max(likely, key=worth, default=None)

    def _ends(self, route: Route) -> bool:
        words = set(route.words)
        return bool(ENDING & words) and bool(payment_of(route)) and not {"webhook", "webhooks", "refund"} & words


def send(route: Route, body: str = "", holes: dict[str, str] | None = None, query: str = "") -> str:
    """The source of a request."""
    path = re.sub(r"\{(\w+)\}", lambda hole: "{" + (holes or {}).get(hole[1], hole[1]) + "}", route.path) + query
    quoted = f'f"{path}"' if "{" in path else f'"{path}"'
    given = f", {'form=' if route.form else ''}{body}" if body and route.verb not in ("GET", "DELETE") else ""
    return f"self.http.{route.verb.lower()}({quoted}{given})"


def payment_of(route: Route) -> tuple[str, str] | None:
    """Where a route names the payment: a hole of its path, a field, or the query."""
    places = (("hole", route.holes), ("field", route.fields if route.verb == "POST" else ()), ("query", route.query))
    for where, found in places:
        if name := names.pick({one: {} for one in found}, (*names.PAYMENT, *names.ORDER[:2], "id")):
            return where, name
    return None


def _names_product(route: Route) -> bool:
    if len(route.holes) > 1:
        return False
    return bool(names.pick(route.fields, names.PRODUCT)) if not route.holes else route.ends_with_hole()


def _has(route: Route, wanted: tuple[str, ...]) -> bool:
    return bool(names.pick(route.fields, wanted))


def _is(route: Route, words: set[str], first: str, second: str, last: Iterable[str]) -> bool:
    """Whether a path says one of the words, or two of them, or ends with one of the last."""
    pairs = list(zip(route.words, route.words[1:], strict=False))
    return bool(words & set(route.words)) or (first, second) in pairs or _last(route) in last


def _last(route: Route) -> str:
    return route.words[-1] if route.words else ""


def _one_at_the_end(route: Route) -> bool:
    return len(route.holes) == 1 and route.ends_with_hole()
