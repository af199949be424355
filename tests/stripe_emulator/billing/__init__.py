"""Tests of the billing engine over HTTP."""
