"""The room that knows Chromium: where it is, whether a run may do without, its windows."""
