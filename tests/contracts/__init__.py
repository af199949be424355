"""Tests of the machinery of the contract suite."""
