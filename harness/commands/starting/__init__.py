"""What `checkout-harness init` writes: a profile, an adapter, a first scenario and a CI recipe, as far as they can be
guessed from the project's folder and from an OpenAPI document."""
