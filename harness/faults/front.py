"""The way to the workers of one shop, as a load balancer is it: one address, and whichever of them it leads to now."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
CHUNK = 65536
# Seconds until a worker takes a connection.
CONNECT_SECONDS = 10.0


@dataclass(eq=False)
class _Way:
    """One connection, through to the worker that it was made to."""

    client: socket.socket
    worker: socket.socket
    waits: bool = False
    left: bool = False


class Front:
    """An address of this machine that leads to one worker's, and from `lead_to` on to another one's."""

    def __init__(self, worker_url: str) -> None:
        self._worker, self._lock, self._ways = worker_url, threading.Lock(), list[_Way]()
        self._listener = socket.create_server((LOOPBACK, 0), backlog=128)
        self.url = f"http://{LOOPBACK}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, name="front", daemon=True).start()

    def lead_to(self, worker_url: str) -> None:
        """From now on to this worker. Who waits for the other one's answer gets none; that one works on."""
        with self._lock:
            self._worker = worker_url
            for way in self._ways:
                way.left = True
                _end(way.client)
                if not way.waits:
                    _end(way.worker)

    @property
    def waits(self) -> bool:
        """Whether a worker has not answered what it was asked, though perhaps nobody is there to hear it."""
        with self._lock:
            return any(way.waits for way in self._ways)

    def close(self) -> None:
        """Lead nowhere."""
        with self._lock:
            _end(self._listener)
            for way in self._ways:
                _end(way.client)
                _end(way.worker)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(client,), name="front way", daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        with self._lock:
            place = urlsplit(self._worker)
        try:
            worker = socket.create_connection((place.hostname, place.port), CONNECT_SECONDS)
        except OSError:
            return _end(client)
        worker.settimeout(None)
        for end in (client, worker):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        way = _Way(client, worker)
        with self._lock:
            self._ways.append(way)
        threading.Thread(target=self._pass, args=(way, True), name="front asks", daemon=True).start()
        self._pass(way, False)
        with self._lock:
            self._ways.remove(way)
        _end(client)
        _end(worker)

    def _pass(self, way: _Way, asks: bool) -> None:
        """Pass on what one end says; the answers of a worker are read also when nobody is there to hear them."""
        source, target = (way.client, way.worker) if asks else (way.worker, way.client)
        while True:
            try:
                data = source.recv(CHUNK)
            except OSError:
                break
            if not data:
                break
            with self._lock:
                way.waits = asks
                if way.left and not asks:
                    break
            with contextlib.suppress(OSError):
                target.sendall(data)
        if asks and not way.waits:
            _end(way.worker)


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
