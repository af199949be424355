"""The container images: what they are made of, made when something of it changed, with or without a registry."""
