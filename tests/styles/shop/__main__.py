"""Serve the shop on this machine."""

import argparse
from http.server import ThreadingHTTPServer

from tests.styles.shop.web import handler


class Server(ThreadingHTTPServer):
    """Many shoppers at once."""

    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    Server(("127.0.0.1", parser.parse_args().port), handler()).serve_forever()
