"""Tests of the steps that scenarios share."""
