"""The shop's pages in a real browser, against the embedded stack."""
