"""Which URLs lead to this machine."""

import pytest

from harness.browser.traffic import FOREIGN
from harness.core.hosts import on_this_machine

HERE = [
    "http://localhost",
    "http://localhost:80/",
    "https://localhost:4566/stripe",
    "HTTP://LOCALHOST:1",
    "http://localhost.",
    "http://127.0.0.1",
    "http://127.0.0.1:9/x?y=http://evil.example",
    "http://127.0.0.2:9",
    "http://[::1]:9",
    "http://[::1]",
]
ELSEWHERE = [
    "http://localhost:80@evil.example",
    "http://127.0.0.1@evil.example/",
    "http://localhost:80@evil.example:80/",
    "http://user:word@127.0.0.1",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://127.1",
    "http://0.0.0.0",
    "http://2130706433",
    "http://0x7f.1",
    "http://127.0.0.1.",
    "http://[::]",
    "http://[::2]",
    "http://[::1",
    "http://localhost:port",
    "http://localhost:99999",
    "localhost",
    "localhost:4566",
    "127.0.0.1:4566",
    "//localhost",
    "ftp://localhost",
    "file://localhost/etc",
    "http://",
    "",
    "http://evil.example\\@127.0.0.1/",
    "http://evil.example#@localhost",
    "http://evil.example?@localhost",
    "http://evil.example/@localhost",
    "http://local host",
    "http://127.0.0.1\n.evil.example",
    "http://127.0.0.1\t",
    "http://ⅼocalhost",
    "https://api.stripe.com",
]


@pytest.mark.parametrize("url", HERE)
def test_this_machine_by_its_names(url: str) -> None:
    assert on_this_machine(url)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_anything_else_is_elsewhere(url: str) -> None:
    assert not on_this_machine(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:80@evil.example/",
        "http://127.0.0.1:1@evil.example/",
        "http://[::1]:1@evil.example/x",
        "http://localhost.evil.example/",
        "http://evil.example/http://localhost/",
    ],
)
def test_a_page_reaches_no_other_host_by_a_name_of_this_one(url: str) -> None:
    assert FOREIGN.match(url)


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://127.0.0.1:8000/x", "http://[::1]:8000", "http://localhost:8000?x"]
)
def test_a_page_reaches_this_machine(url: str) -> None:
    assert not FOREIGN.match(url)
