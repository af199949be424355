"""The backend probe: what it says of a good backend, and of one that does one thing wrong."""
