"""The room that knows Chromium: where it is, whether a run may do without, its windows."""

# The folder of the reports with what windows showed when their cases failed.
EVIDENCE = "browser"
