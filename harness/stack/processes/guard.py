"""Run one command that must not outlive its starter: `guard.py COMMAND...`, with a pipe as standard input.

When the pipe closes (the starter ended, even by SIGKILL), the command's whole process group is ended.
Run as a file with `python -I -S`, so it starts in a few milliseconds; standard library only.
"""

import os
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 3.0


def main() -> int:
    """Run the command and answer its exit status; as shells do, 128 + n when signal n ended it, 127 when there is none.

    SIGTERM comes to the whole group; SIGINT, which asks politely, comes here and is passed on to the command alone.
    """
    signal.signal(signal.SIGTERM, lambda *_: None)  # the group got it too; a handler is not inherited, unlike SIG_IGN
    early: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: early.append(number))
    try:
        child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    except OSError as error:
        print(f"the command cannot be started: {error}", file=sys.stderr)
        return 127
    signal.signal(signal.SIGINT, lambda number, _: child.send_signal(number))
    for number in early:
        child.send_signal(number)
    threading.Thread(target=_end_with_starter, args=(child,), daemon=True).start()
    status = child.wait()
    return 128 - status if status < 0 else status


def _end_with_starter(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 4096):
        continue
    if sys.platform == "win32":
        child.kill()
        return
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)  # the command may be busy ending; the whole group goes after that
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
