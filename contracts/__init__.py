"""Contract tests: what must hold on the wire."""
