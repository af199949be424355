"""The Stripe emulator, tested over HTTP and with the real Stripe SDK; fact numbers refer to the API facts of the design."""
