"""Start a command in which Stripe's official SDK calls another address than api.stripe.com.

    python -m harness.stack.redirect node http://127.0.0.1:4570 node server.js

For a shop that is started by hand, as for `checkout-harness webhook`; a profile has `[stripe] redirect`.
"""

import os
import sys

from harness.stack import redirect

USAGE = "usage: python -m harness.stack.redirect python|node http://127.0.0.1:PORT COMMAND ..."


def main(words: list[str]) -> None:
    """Become the command, with the preload in its environment."""
    if len(words) < 3 or words[0] not in ("python", "node") or not words[1].startswith("http"):
        sys.exit(USAGE)
    kind, url, *command = words
    os.execvpe(command[0], command, {**os.environ, **redirect.variables(kind, url, os.environ)})


if __name__ == "__main__":
    main(sys.argv[1:])
