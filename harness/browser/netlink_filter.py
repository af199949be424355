"""Start a Chromium that does not hear when network interfaces of the machine come and go.

Whenever an address of any interface changes, Chromium ends every request that still waits for its connection, to this
machine itself too: net::ERR_NETWORK_CHANGED. Each container that starts or ends anywhere on the machine changes some,
and no switch of Chromium turns that off. On Linux it learns of interfaces from a netlink socket and is content where it
can have none, so it is started where the kernel refuses them (a seccomp filter: the process and its children alone).
"""

import errno
import os
import shlex
import socket
import sys
from contextlib import suppress
from pathlib import Path

LINUX = sys.platform == "linux"


def why_not() -> str:
    """Why this machine cannot do that; empty where it can, or need not."""
    try:
        import pyseccomp  # noqa: F401
    except ImportError:
        return "no pyseccomp" if LINUX else ""
    except RuntimeError:
        return "no libseccomp"
    return ""


def launcher(program: str, folder: Path) -> str:
    """A script in the folder that starts the program so; the program itself where that is not to be had."""
    if not LINUX or why_not():
        return program
    script = folder / "chromium"
    words = shlex.join((sys.executable, "-P", __file__, program))
    script.write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
    script.chmod(0o700)
    return str(script)


def main(command: list[str]) -> None:
    """Become this command, without netlink; with it where the kernel has no filters."""
    with suppress(OSError):
        _refuse_netlink()
    os.execv(command[0], command)


def _refuse_netlink() -> None:
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    family = pyseccomp.Arg(0, pyseccomp.EQ, socket.AF_NETLINK)
    rules.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", family)
    rules.load()


if __name__ == "__main__":
    main(sys.argv[1:])
