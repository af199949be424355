"""Every way to pay, in a small shop of its own: by HTTP and in a browser."""
