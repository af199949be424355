"""A Chromium that does not hear of network interfaces: how it is started, and where that cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness.browser import netlink_filter
from harness.commands import doctor

NETLINK = "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)"
LOOPBACK = "import socket, sys; socket.create_server(('127.0.0.1', 0)); print(sys.argv[1:])"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="netlink is Linux's")


def started(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python, started as Chromium is."""
    command = [netlink_filter.launcher(sys.executable, folder), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_has_loopback_and_its_arguments(tmp_path: Path) -> None:
    done = started(tmp_path, "-c", LOOPBACK, "a b", "$c")
    assert (done.stdout, done.stderr) == ("['a b', '$c']\n", "")


def test_it_has_no_netlink(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", NETLINK], check=False).returncode == 0
    assert "Address family not supported" in started(tmp_path, "-c", NETLINK).stderr


def test_a_kernel_without_filters_starts_it_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise OSError("Function not implemented")

    became: list[list[str]] = []
    monkeypatch.setattr(netlink_filter, "_refuse_netlink", refused)
    monkeypatch.setattr(netlink_filter.os, "execv", lambda _, command: became.append(command))
    netlink_filter.main(["/chromium", "--headless"])
    assert became == [["/chromium", "--headless"]]


def test_without_the_library_it_is_started_as_it_is_and_the_doctor_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, some_chromium: str
) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    assert netlink_filter.launcher("/chromium", tmp_path) == "/chromium"
    (sign,) = [sign for sign in doctor.examine(None, tmp_path) if sign.name == "Chromium"]
    assert "no pyseccomp: containers that start or end while it runs can break its requests" in sign.hint


def test_modules_of_the_folder_it_is_started_in_are_not_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("harness", "pyseccomp", "shlex"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')", "utf-8")
    monkeypatch.chdir(tmp_path)
    done = started(tmp_path, "-P", "-c", LOOPBACK)
    assert (done.stdout, done.stderr) == ("[]\n", "")
