"""A copy-on-read view of a dict."""

from __future__ import annotations

from typing import Any


class Overlay(dict[Any, Any]):
    """A copy-on-read view of another dict: a value is copied here when it is looked up, so changes stay here.

    Values are seen only when looked up by their key, so it must not be iterated over. Dicts in it are views too, down
    to `levels`; what is below is copied.
    """

    def __init__(self, below: dict[Any, Any], levels: int) -> None:
        super().__init__()
        self._below, self._levels = below, levels
        self._gone: set[Any] = set()

    def __missing__(self, key: Any) -> Any:
        if key in self._gone:
            raise KeyError(key)
        value = self[key] = self._copied(self._below[key])
        return value

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (key in self._below and key not in self._gone)

    def get(self, key: Any, default: Any = None) -> Any:
        try:
            return self[key]
        except KeyError:
            return default

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: Any, *default: Any) -> Any:
        if key not in self and default:
            return default[0]
        value = self[key]
        self._gone.add(key)
        del self[key]
        return value

    def _copied(self, value: Any) -> Any:
        if isinstance(value, dict):
            return Overlay(value, self._levels - 1) if self._levels > 1 else dict(value)
        return type(value)(value) if isinstance(value, list | set) else value
