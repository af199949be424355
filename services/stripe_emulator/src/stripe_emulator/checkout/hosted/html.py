"""Pieces of HTML: every text that is not ours goes through `escape`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib import resources

from starlette.responses import HTMLResponse

from stripe_emulator.state.account import Object

__all__ = ["box", "choice", "countries", "error_text", "escape", "field", "notice", "page", "text_of"]

FILES = resources.files(__package__)
HEX = re.compile(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?")
# No request leaves the emulator.
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; frame-src 'self'; img-src data:; base-uri 'none'",
    "referrer-policy": "no-referrer",
}
RADIUS = {"pill": "24px", "rectangular": "0", "rounded": "6px"}


def page(title: str, body: str, branding: Object | None = None, status: int = 200, script: str = "") -> HTMLResponse:
    code = f"<script>{script}</script>" if script else ""
    text = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="icon" href="data:,"><style>{_look(branding)}{text_of("page.css")}</style></head>\n'
        f"<body>{body}{code}</body></html>\n"
    )
    return HTMLResponse(text, status, headers=HEADERS)


def notice(heading: str, words: str, link: tuple[str, str] | None = None, status: int = 200) -> HTMLResponse:
    """A page with a message; `link` is an address and its label."""
    onward = f'<p><a class="button" href="{escape(link[0])}">{escape(link[1])}</a></p>' if link else ""
    body = f'<main class="notice"><h1>{escape(heading)}</h1><p>{escape(words)}</p>{onward}</main>'
    return page(heading, body, status=status)


def field(id: str, label: str, value: str = "", error: str | None = None, **attributes: str) -> str:
    """An input with its label and its error, if any; `id` is its name too."""
    more = "".join(f' {key.replace("_", "-")}="{escape(text)}"' for key, text in attributes.items())
    return (
        f'<div class="field"><label for="{id}">{escape(label)}</label>'
        f'<input id="{id}" name="{id}" value="{escape(value)}"{_wrong(id, error)}{more}>{error_text(id, error)}</div>'
    )


def choice(
    id: str, label: str, options: Iterable[tuple[str, str]], value: str, error: str | None, autocomplete: str = "off"
) -> str:
    inner = "".join(
        f'<option value="{escape(code)}"{" selected" if code == value else ""}>{escape(words)}</option>'
        for code, words in options
    )
    return (
        f'<div class="field"><label for="{id}">{escape(label)}</label>'
        f'<select id="{id}" name="{id}" autocomplete="{autocomplete}"{_wrong(id, error)}>{inner}</select>'
        f"{error_text(id, error)}</div>"
    )


def box(id: str, label: str, checked: bool, error: str | None = None) -> str:
    on = " checked" if checked else ""
    return (
        f'<div class="field box"><input type="checkbox" id="{id}" name="{id}" value="on"{on}{_wrong(id, error)}>'
        f'<label for="{id}">{escape(label)}</label>{error_text(id, error)}</div>'
    )


def error_text(id: str, error: str | None) -> str:
    """The element for a field's error; empty and hidden without one, so that the script can fill it."""
    hidden = "" if error else " hidden"
    return f'<p class="wrong" id="{id}-error"{hidden}>{escape(error or "")}</p>'


def countries(codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Country codes and names, sorted by name; of these codes, or all."""
    known = _countries()
    return list(known.items()) if codes is None else [(code, known.get(code, code)) for code in sorted(codes)]


@cache
def text_of(name: str) -> str:
    return (FILES / name).read_text("utf-8")


@cache
def _countries() -> Mapping[str, str]:
    names: dict[str, str] = json.loads(text_of("countries.json"))
    return names


def _wrong(id: str, error: str | None) -> str:
    return f' aria-describedby="{id}-error"' + (' aria-invalid="true"' if error else "")


def _look(branding: Object | None) -> str:
    chosen = branding or {}
    colors = {"--ground": chosen.get("background_color"), "--accent": chosen.get("button_color")}
    variables = [f"{name}:{color}" for name, color in colors.items() if color and HEX.fullmatch(color)]
    radius = RADIUS.get(chosen.get("border_style") or "", RADIUS["rounded"])
    return f":root{{{';'.join([*variables, f'--radius:{radius}'])}}}\n"
