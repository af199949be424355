"""Tests of the project itself, a folder per room."""
