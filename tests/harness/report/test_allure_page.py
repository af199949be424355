"""What becomes of Allure's page: no analytics, its data packed and whole, small enough to open without waiting."""

import base64
import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from harness.report.allure import html
from harness.report.allure import page as allure_page
from tests.harness.report import runs
from tests.harness.small_suite import Started

pytest_plugins = ["pytester"]
GTAG = (
    '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>\n<script>\n'
    "window.dataLayer = window.dataLayer || [];\nfunction gtag(){dataLayer.push(arguments);}\n"
    "gtag('js', new Date());\ngtag('config', 'G-1', {});\n</script>"
)
PAGE = (
    '<body><div id="app"></div><script src="data:,"></script><script async>\nwindow.allureReportDataReady = false;\n'
    'function d(name, value){}\n</script>\n<script defer>\nPromise.allSettled([d("a.json","e30="),d("b.txt","aGk=")])'
    ".then(function(){ window.allureReportDataReady = true; })\n</script></body>"
)
CASES = 200
MANY = f"""
import pytest
@pytest.mark.parametrize("number", range({CASES}))
def test_case(number, shop):
    history = shop.history
    for seq in range(10):
        sent = dict(system="checkout", method="GET", path="/api/cart", curl="curl /api/cart")
        asked = history.record("invoke", "Ada", "get_cart", **sent)
        body = {{"items": [{{"product_id": f"prod_{{number}}", "quantity": seq, "currency": "usd"}}] * 3}}
        history.record("ok", "Ada", "get_cart", system="checkout", invoke=asked.seq, status=200, elapsed_ms=1.0,
                       response=body)
"""
# These cases take 2.4 kB. Those of a whole gate take 5.7 kB, and 58 kB as Allure writes them.
BYTES_A_CASE = 4_000


def unpacked(page: str) -> dict[str, bytes]:
    """What the packed page holds, by name."""
    found = re.search(r'<script id="packed" type="text/plain">([^<]*)</script>', page)
    assert found, "no packed data"
    line, _, rest = gzip.decompress(base64.b64decode(found[1])).partition(b"\n")
    files: dict[str, bytes] = {}
    for name, size in json.loads(line):
        files[name], rest = rest[:size], rest[size:]
    assert rest == b""
    return files


def test_analytics_that_are_not_where_they_were_are_an_error() -> None:
    assert allure_page.without_analytics(f"<body>{GTAG}</body>") == "<body></body>"
    for page in ("<body></body>", GTAG + GTAG, GTAG.replace("gtag/js", "new/js"), GTAG + "<script>gtag('x')</script>"):
        with pytest.raises(allure_page.PageChanged, match="analytics"):
            allure_page.without_analytics(page)


def test_packing_leaves_nothing_out_and_comes_before_the_program() -> None:
    page = allure_page.packed(PAGE)
    assert unpacked(page) == {"a.json": b"{}", "b.txt": b"hi"}
    assert page.index("allureReportData = {}") < page.index('<div id="app">') < page.index('src="data:,"')
    assert "d(" not in page.partition('<div id="app">')[2]
    assert page.endswith("</script></body>")


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("allureReportDataReady = false", "dataReady = false", "DATA"),
        ('<div id="app">', '<div id="root">', "DATA"),
        ('d("b.txt","aGk=")', "d('b.txt','aGk=')", "ENTRY"),
        ('d("a.json","e30="),d("b.txt","aGk=")', "", "ENTRY"),
    ],
)
def test_data_that_is_not_where_it_was_is_an_error(written: str, instead: str, message: str) -> None:
    with pytest.raises(allure_page.PageChanged, match=message):
        allure_page.packed(PAGE.replace(written, instead))


def test_a_changed_page_is_told_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allure: None) -> None:
    results = tmp_path / html.RESULTS
    results.mkdir()
    (results / "1-result.json").write_text('{"uuid": "1", "name": "a", "status": "passed"}', "utf-8")
    monkeypatch.setattr(allure_page, "ANALYTICS", re.compile("nowhere"))
    with pytest.raises(html.CannotRender, match="the page has changed"):
        html.render(tmp_path)


def test_the_page_keeps_every_exchange_within_its_budget(
    pytester: pytest.Pytester, started: Started, allure: None, browser: Browser
) -> None:
    """Green cases too: their steps with request and answer are read in the page."""
    page = html.render(runs.run(pytester, MANY))
    files = unpacked(page.read_text("utf-8"))
    program = allure_page.DATA.sub("", page.read_text("utf-8"))
    weight = len(re.findall(r'id="packed" type="text/plain">([^<]*)<', program)[0])
    assert weight / CASES < BYTES_A_CASE
    assert sum(name.startswith("data/test-results/") for name in files) == CASES
    assert sum(b"curl /api/cart\n-> 200" in content for content in files.values()) == CASES * 10
    window = browser.new_page()
    window.goto(page.as_uri())
    expect(window.get_by_text("Will this checkout charge people correctly?").first).to_be_visible()
    window.close()


def test_a_browser_that_cannot_unpack_says_so(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(allure_page.packed(PAGE.replace("<body>", '<body><p id="allure-app-loader"></p>')), "utf-8")
    window = browser.new_page()
    window.add_init_script("delete window.DecompressionStream")
    window.goto(page.as_uri())
    expect(window.get_by_text("It needs a browser of 2023 or later")).to_be_visible()
    window.close()
