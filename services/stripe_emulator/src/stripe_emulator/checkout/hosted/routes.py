"""The addresses of the page: a session, the way back from a challenge, a recovery, a payment link."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from stripe_emulator.checkout import attempts, confirmation, creation, lifecycle, payment_links, rules
from stripe_emulator.checkout.hosted import actions, form_data, html, sections, summary
from stripe_emulator.checkout.hosted.methods import Texts
from stripe_emulator.checkout.session_state import SessionState, state_of
from stripe_emulator.resource_kit.emulator import Emulator
from stripe_emulator.resource_kit.pages import call_of
from stripe_emulator.state.account import Account, Object
from stripe_emulator.wire.errors import StripeError

# How long the way back to the shop waits for its answer to checkout.session.completed (fact 116).
WAIT_SECONDS = 10.0
PLACEHOLDERS = ("{CHECKOUT_SESSION_ID}", "%7BCHECKOUT_SESSION_ID%7D")
MOST = 200_000
# The first button of a form is what Enter presses.
DEFAULT_BUTTON = (
    "<button class='hidden' form='checkout' name='action' value='pay' tabindex='-1' aria-hidden='true'></button>"
)


class HostedPage:
    """The pages of sessions: GET shows one, POST submits its form."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        path = f"{creation.PATH}/{{id}}"
        return [
            Route(path, self.show, methods=["GET"]),
            Route(path, self.press, methods=["POST"]),
            Route(f"{path}/return", self.come_back, methods=["GET"]),
            Route(f"{lifecycle.RECOVERY_PATH}/{{id}}", self.recover, methods=["GET"]),
            Route(f"{payment_links.PATH}/{{code}}", self.follow_link, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        found = self._find(request)
        return _nothing() if found is None else _session_page(found[0], found[1], {}, {}, "")

    async def press(self, request: Request) -> Response:
        """Submit the form: pay, or change the order; a refusal is shown on the page, which can be sent again."""
        found = self._find(request)
        if found is None:
            return _nothing()
        account, session = found
        body = (await request.body())[:MOST].decode("utf-8", errors="replace")
        values = dict(parse_qsl(body, keep_blank_values=True))
        if session["status"] != "open":
            return await self._over(request, account, session)
        errors, refusal, status = self._try(request, account, session, values)
        if not errors and not refusal:
            action = _challenge(account, session)
            if session["status"] == "complete" or action is not None:
                return await self._onward(request, account, session, action)
        return _page_again(request, account, session, values, errors, refusal, status)

    async def come_back(self, request: Request) -> Response:
        """After an authentication page: on to the shop, or the refusal.

        Who left the shop's own page for it comes back to the shop whatever became of the payment
        (https://docs.stripe.com/payments/checkout/custom-success-page?payment-ui=embedded-page).
        """
        found = self._find(request)
        if found is None:
            return _nothing()
        account, session = found
        if session["ui_mode"] != "hosted_page" and not _scripted(request):
            return _leave(request, _shop_url(session, state_of(account, session)))
        if session["status"] == "complete":
            return await self._onward(request, account, session, None)
        return _page_again(request, account, session, {}, {}, attempts.last_error(account, session), 200)

    async def recover(self, request: Request) -> Response:
        """A new session like the expired one (https://docs.stripe.com/payments/checkout/abandoned-carts)."""
        found = self._find(request)
        recovery = found and (found[1]["after_expiration"] or {}).get("recovery")
        if not found or not recovery or not recovery["url"] or recovery["expires_at"] <= found[0].now():
            return _nothing()
        account, session = found
        state = state_of(account, session)
        params = {name: value for name, value in state.params.items() if name != "expires_at"}
        if recovery["allow_promotion_codes"] and not params.get("discounts"):
            params["allow_promotion_codes"] = True
        call = call_of(self._emulator, account, request)
        return _opened(lambda: creation.open_session(call, params, recovered_from=session["id"]))

    async def follow_link(self, request: Request) -> Response:
        found = self._linked(request.path_params["code"])
        if found is None:
            return _nothing()
        account, link = found
        if not link["active"]:
            words = link["inactive_message"] or "This link is no longer active."
            return html.notice("This link is no longer active", words, status=404)
        call, query = call_of(self._emulator, account, request), dict(request.query_params)
        return _opened(lambda: payment_links.open_session(call, link, query))

    def _try(
        self, request: Request, account: Account, session: Object, values: Texts
    ) -> tuple[dict[str, str], str, int]:
        """Run the submitted action: errors by field, an error of the whole form, the HTTP status."""
        call, state = call_of(self._emulator, account, request), state_of(account, session)
        action = values.get("action", "pay")
        try:
            actions.update(call, session, state, values)
            if action != "pay":
                actions.act(call, session, state, action, values)
                return {}, "", 200
            if session["mode"] != "setup":
                rules.check_total(session["amount_total"], session["currency"])
            confirmation.pay(call, session, form_data.shopper_input(call, session, values))
        except form_data.Incomplete as error:
            return error.errors, "", 400
        except StripeError as error:
            fields = form_data.of_refusal(error)
            return fields, "" if fields else error.message or "Your payment was refused.", error.status
        return {}, "", 200

    async def _onward(self, request: Request, account: Account, session: Object, action: str | None) -> Response:
        """Redirect to the bank's page, or to the shop once it has answered the completion's webhook."""
        if action is not None:
            return _leave(request, action, challenge=attempts.by_card(account, session))
        state = state_of(account, session)
        if state.completion_event is not None and session["ui_mode"] == "hosted_page":
            await self._emulator.webhooks.answered(account, state.completion_event, WAIT_SECONDS)
        return _leave(request, url_after_payment(session, state), stays=not _redirects(session))

    async def _over(self, request: Request, account: Account, session: Object) -> Response:
        if session["status"] == "complete":
            return await self._onward(request, account, session, None)
        return _leave(request, f"{creation.PATH}/{session['id']}")

    def _find(self, request: Request) -> tuple[Account, Object] | None:
        id = request.path_params["id"]
        for account in self._emulator.accounts.values():
            session = account.find(id)
            if session is not None and session["object"] == creation.KIND:
                return account, session
        return None

    def _linked(self, code: str) -> tuple[Account, Object] | None:
        for account in self._emulator.accounts.values():
            link = payment_links.by_code(account, code)
            if link is not None:
                return account, link
        return None


def url_after_payment(session: Object, state: SessionState) -> str:
    """The shop's URL, or the session's own page."""
    if not _redirects(session):
        return f"{state.automatic_call.base_url}{creation.PATH}/{session['id']}"
    return _shop_url(session, state)


def _shop_url(session: Object, state: SessionState) -> str:
    """The shop's URL with the session's id in it (fact 115), or the session's own page where it has none."""
    url = session["success_url"] or session["return_url"] or state.return_url
    if not url:
        return f"{state.automatic_call.base_url}{creation.PATH}/{session['id']}"
    for placeholder in PLACEHOLDERS:
        url = url.replace(placeholder, session["id"])
    return str(url)


def _redirects(session: Object) -> bool:
    """Whether the shopper leaves an embedded page that was paid without a redirect in between."""
    return session["redirect_on_completion"] not in ("never", "if_required")


def _session_page(
    account: Account, session: Object, values: Texts, errors: Texts, refusal: str, status: int = 200
) -> Response:
    state = state_of(account, session)
    if session["status"] == "complete":
        return _thanks(session, state)
    if session["status"] == "expired":
        link = (session["cancel_url"], "Return to the shop") if session["cancel_url"] else None
        return html.notice("This checkout session has expired", "Please start again from the shop.", link, 410)
    branding = session["branding_settings"] or {}
    name = branding.get("display_name") or "Checkout"
    back = _back(session["cancel_url"], name) if session["cancel_url"] else ""
    summary_html = summary.summary(
        account, session, state, values.get("promotionCode", ""), errors.get("promotionCode")
    )
    body = (
        f"{DEFAULT_BUTTON}<main><section><h1>{back}{html.escape(name)}"
        f"<span class='test'>Test mode</span></h1><div id='summary' aria-live='polite'>{summary_html}</div></section>"
        f"<section class='pay'>{sections.form(account, session, state, values, errors, refusal)}</section></main>"
    )
    scripts = ("embedded.js", "page.js") if session["ui_mode"] == "embedded_page" else ("page.js",)
    return html.page(f"{name}: checkout", body, branding, status, "\n".join(html.text_of(one) for one in scripts))


def _back(url: str, name: str) -> str:
    return f"<a class='back' href='{html.escape(url)}' aria-label='Back to {html.escape(name)}'>←</a>"


def _page_again(
    request: Request,
    account: Account,
    session: Object,
    values: Texts,
    errors: dict[str, str],
    refusal: str,
    status: int,
) -> Response:
    """The page with its errors; for its script only the parts to replace."""
    if not _scripted(request):
        return _session_page(account, session, values, errors, refusal, status)
    state = state_of(account, session)
    summary_html = summary.summary(
        account, session, state, values.get("promotionCode", ""), errors.get("promotionCode")
    )
    update = {"fields": errors, "message": refusal, "summary": summary_html, "pay": summary.pay_label(session, state)}
    return JSONResponse({**update, "method": confirmation.needs_method(session)}, status)


def _thanks(session: Object, state: SessionState) -> Response:
    hosted = (state.after_completion or {}).get("hosted_confirmation") or {}
    words = hosted.get("custom_message") or "Your payment was received. You can close this page."
    if session["mode"] == "setup":
        words = "Your payment details were saved. You can close this page."
    if state.after_completion is None and session["success_url"]:
        return html.notice("You’re all done here", words, (url_after_payment(session, state), "Return to the shop"))
    return html.notice("Thanks for your payment", words)


def _challenge(account: Account, session: Object) -> str | None:
    """The URL of the authentication page that an intent of the session requires."""
    intent = attempts.waiting(account, session) or {"next_action": None}
    return str(((intent["next_action"] or {}).get("redirect_to_url") or {}).get("url") or "") or None


def _opened(open: Callable[[], Object]) -> Response:
    try:
        session = open()
    except StripeError as error:
        return html.notice("Something went wrong", error.message or "Please ask the shop.", status=400)
    return RedirectResponse(session["url"], status_code=303)


def _leave(request: Request, url: str, **told: bool) -> Response:
    """Go there; the page's script is told so, and what holds of it."""
    if not _scripted(request):
        return RedirectResponse(url, status_code=303)
    return JSONResponse({"redirect": url, **{name: True for name, holds in told.items() if holds}})


def _scripted(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _nothing() -> Response:
    return html.notice("Something went wrong", "The page you were looking for could not be found.", status=404)
