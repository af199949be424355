"""Tests of the measurements' own bookkeeping; nothing is measured here."""
