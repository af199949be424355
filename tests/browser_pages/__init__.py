"""The emulator's own pages in a real browser."""
