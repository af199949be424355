"""The stack of docker-compose.yml: `make compose-up`, `make compose-down`."""
