"""The documented life of an extension (docs.localstack.cloud, extensions); one that fails is left out and told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from localstack_loader.record import Record

LOG = logging.getLogger(__name__)
NAMESPACE = "localstack.extensions"
STATUS = "/_localstack/extensions/status"


class Loader:
    """Finds the extensions and takes each through its life; no error of one reaches LocalStack or another one."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._extensions: dict[str, Any] = {}

    def start(self) -> None:
        """Find, load and start every extension, and add what it serves to the gateway."""
        from localstack.aws import handlers
        from localstack.services.edge import ROUTER

        for point in entry_points(group=NAMESPACE):
            self._guard("load", self._load, point, name=point.name)
        steps: list[tuple[str, tuple[Any, ...]]] = [
            ("on_extension_load", ()),
            ("on_platform_start", ()),
            ("update_gateway_routes", (ROUTER,)),
            ("update_request_handlers", (handlers.serve_custom_service_request_handlers,)),
            ("update_response_handlers", (handlers.run_custom_response_handlers,)),
            ("update_exception_handlers", (handlers.serve_custom_exception_handlers,)),
            ("update_finalizers", (handlers.run_custom_finalizers,)),
        ]
        for step, arguments in steps:
            self._each(step, *arguments)
        self._mark("started")
        self._serve_status()

    def ready(self) -> None:
        """LocalStack is ready."""
        self._each("on_platform_ready")
        self._mark("ready")

    def stop(self) -> None:
        """LocalStack ends; one that failed on its way may have started something, and is told too."""
        for name in reversed(self._extensions):
            self._call(name, "on_platform_shutdown")

    def status(self) -> dict[str, Any]:
        """What the status page says."""
        return {"loader": __package__, "extensions": [record.status() for record in self._records.values()]}

    def _load(self, point: EntryPoint) -> None:
        extension = point.load()()
        if extension.should_load():
            self._extensions[point.name] = extension.load()

    def _each(self, step: str, *arguments: Any) -> None:
        for name in list(self._extensions):
            if not self._record(name).failed:
                self._call(name, step, *arguments)

    def _call(self, name: str, step: str, *arguments: Any) -> None:
        method = getattr(self._extensions[name], step, None)
        if method is not None:
            self._guard(step, method, *arguments, name=name)

    def _guard(self, step: str, call: Callable[..., Any], *arguments: Any, name: str) -> None:
        try:
            with self._record(name).timed(step):
                call(*arguments)
        except (Exception, SystemExit) as error:  # LocalStack ends with any error of a hook
            LOG.exception("extension %s: %s failed", name, step)
            self._record(name).fail(step, error)

    def _mark(self, state: str) -> None:
        for name in self._extensions:
            if not self._record(name).failed:
                self._record(name).state = state

    def _record(self, name: str) -> Record:
        return self._records.setdefault(name, Record(name))

    def _serve_status(self) -> None:
        from localstack.http import Resource
        from localstack.services.internal import get_internal_apis

        get_internal_apis().add(Resource(STATUS, _Status(self)))


class _Status:
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def on_get(self, request: Any) -> dict[str, Any]:
        """The page."""
        return self._loader.status()
