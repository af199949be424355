"""The shop's pages: a built bundle (sources: `services/checkout/web`) served beside the API. No Node, no other host.

Every address of the shop is the same page, whose script draws what belongs there; `/checkout/plain` is a page of its
own. They are not in the API's description.
"""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from checkout.pages.files import File, assets, page
from checkout.pages.headers import for_asset, for_page
from checkout.problems import tell_http

SHOP, PLAIN = "index.html", "plain.html"
PATHS = dict.fromkeys(("/", "/products", "/cart", "/checkout", "/checkout/success", "/orders"), SHOP)
PATHS |= {"/login": SHOP, "/register": SHOP, "/checkout/plain": PLAIN}
NOT_PAGES = ("/api/", "/assets/")


def install(app: FastAPI, stripe_js_base: str) -> None:
    """Serve the pages; a browser that asks for an address that is none gets the shop's own page for that."""
    pages = {name: page(name, stripe_js_base) for name in (SHOP, PLAIN)}
    headers = for_page(stripe_js_base)

    async def serve_page(request: Request) -> Response:
        return _answer(request, pages[PATHS[request.url.path]], headers)

    async def tell_not_found(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if not _by_a_person(request):
            return tell_http(request, error)
        return _answer(request, pages[SHOP], headers, status=404)

    for path in PATHS:
        app.add_route(path, serve_page, include_in_schema=False)
    app.add_route("/assets/{name}", _serve_asset, include_in_schema=False)
    app.add_exception_handler(404, tell_not_found)


async def _serve_asset(request: Request) -> Response:
    found = assets().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return _answer(request, found, for_asset())


def _by_a_person(request: Request) -> bool:
    """A browser that was sent to this address, not a program or a page's own script."""
    wanted = "text/html" in request.headers.get("accept", "")
    return wanted and request.method in ("GET", "HEAD") and not request.url.path.startswith(NOT_PAGES)


def _answer(request: Request, file: File, headers: dict[str, str], status: int = 200) -> Response:
    if status == 200 and request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers={**headers, "ETag": file.tag})
    response_headers = {**headers, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, status, {**response_headers, "Content-Encoding": "gzip"}, file.media_type)
    return Response(file.content, status, response_headers, file.media_type)
