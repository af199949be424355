"""A backend that speaks bytes: what a connection is answered is up to the test, and what it asked is kept."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS = 10.0
LINGER = struct.pack("ii", 1, 0)
HEAD_END = b"\r\n\r\n"


@dataclass
class Connection:
    """One connection, from either side; every wait ends after ten seconds."""

    socket: socket.socket
    _rest: bytes = b""

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.socket.sendall(data)

    def until(self, mark: bytes) -> bytes:
        """Everything up to and with the mark."""
        while mark not in self._rest:
            self._more()
        found, _, self._rest = self._rest.partition(mark)
        return found + mark

    def exactly(self, count: int) -> bytes:
        """That many bytes."""
        while len(self._rest) < count:
            self._more()
        found, self._rest = self._rest[:count], self._rest[count:]
        return found

    def to_the_end(self) -> bytes:
        """Everything until the other side closes."""
        while piece := self.socket.recv(65536):
            self._rest += piece
        return self._rest

    def request(self) -> bytes:
        """A whole request with a Content-Length, or without a body."""
        head = self.until(HEAD_END)
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return head + self.exactly(int(line.partition(b":")[2]))
        return head

    def reset(self) -> None:
        """Close it with a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
        self.socket.close()

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError(f"the connection ended after {self._rest!r:.200}")
        self._rest += piece


Serve = Callable[[Connection], None]


@dataclass
class RawBackend:
    """Serves each connection by `serve`, in a thread of its own."""

    serve: Serve
    tls: ssl.SSLContext | None = None
    connections: list[Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Accept no more, and close what is open."""
        self._listener.close()
        for connection in self.connections:
            connection.socket.close()

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            accepted.settimeout(SECONDS)
            connection = Connection(self._wrapped(accepted))
            self.connections.append(connection)
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _wrapped(self, accepted: socket.socket) -> socket.socket:
        """The handshake is made with the first read, in the connection's own thread."""
        if self.tls is None:
            return accepted
        return self.tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)

    def _answer(self, connection: Connection) -> None:
        try:
            self.serve(connection)
        except (EOFError, OSError):
            connection.socket.close()


def answering(backend: list[bytes], answer: bytes) -> Serve:
    """Every request gets the same answer, and is kept."""

    def serve(connection: Connection) -> None:
        while True:
            backend.append(connection.request())
            connection.send(answer)

    return serve
