"""The stand-in for Stripe.js: what a shop's page gets from the host js.stripe.com, Elements and 3D Secure included."""

from stripe_emulator.stripe_js.routes import routes

__all__ = ["routes"]
