"""`healthcheck.py PORT`: exit status 0 when GET $HEALTH answers 200; quick enough to run every second."""

import os
import socket
import sys

SECONDS = 2.5


def main() -> int:
    """Ask once."""
    request = f"GET {os.environ['HEALTH']} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection(("127.0.0.1", int(sys.argv[1])), SECONDS) as connection:
            connection.sendall(request.encode())
            answer = connection.recv(100)
    except OSError as error:
        print(error)
        return 1
    print(answer.decode("latin-1").partition("\r\n")[0])
    return 0 if b" 200 " in answer[:16] else 1


if __name__ == "__main__":
    sys.exit(main())
