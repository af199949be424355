"""The stack as a desk uses it: up with images that are right, told how to use it; down without a trace."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

from harness.stack import dotenv, external
from harness.stack.base.failure import StackFailure
from harness.stack.docker import images
from harness.stack.processes.ports import listening
from scripts.compose import command
from scripts.images.catalogue import ROOT
from scripts.images.engine import Unavailable
from scripts.images.engine import command as shell

EXAMPLE, DOTENV = ROOT / ".env.example", ROOT / ".env"
IMAGES = {"localstack": "HARNESS_LOCALSTACK_IMAGE", "checkout": "HARNESS_CHECKOUT_IMAGE"}
STOCK = {"localstack-stock": "HARNESS_STOCK_IMAGE"}
EVERY_PROFILE = "stock,reports"
USE = """
  checkout            {CHECKOUT_URL} (try /api/products; administrator {ADMIN_EMAIL} / {ADMIN_PASSWORD})
  Stripe and AWS      {STRIPE_API_BASE} ({STRIPE_API_KEY}, {STRIPE_PUBLISHABLE_KEY}; AWS keys: test, test)
  payments so far     curl {STRIPE_API_BASE}/_localstack/stripe/payment_intents
  one of them         curl {STRIPE_API_BASE}/_localstack/stripe/payment_intents/{{id}}
  judge it            .venv/bin/python -m pytest --stack=external
  end it              make compose-down
"""


def up(*, offline: bool = False) -> None:
    """Start what is not running, prepare the shop, say how to use it; the FAILURES say what is wrong."""
    words = command.find()
    if not DOTENV.exists():
        shutil.copyfile(EXAMPLE, DOTENV)
        command.tell("made .env from .env.example: `pytest --stack=external` and compose read it")
    external.refuse_live_keys({**dotenv.read(DOTENV, dict(os.environ)), **os.environ})
    profiles = os.environ.get("COMPOSE_PROFILES", "").split(",")
    wanted = {**IMAGES, **(STOCK if "stock" in profiles else {})}
    tags = images.ensure(*wanted, offline=offline, log=ROOT / "reports" / "stack" / "images.log")
    os.environ.update({variable: tags[name] for name, variable in wanted.items()})
    _ports_are_free(words)
    _must(words, "up", "--detach", "--remove-orphans")
    for service in ("prepare", *(["prepare-stock"] if "stock" in profiles else [])):
        if command.run(words, "wait", service, quiet=True) != 0:
            raise Unavailable(f"{service} failed:\n{command.output(words, 'logs', '--no-log-prefix', service)}")
    env, _ = external.settings()
    print(USE.format(**env), flush=True)


def down() -> None:
    """Remove containers, networks and volumes, of every profile."""
    os.environ["COMPOSE_PROFILES"] = EVERY_PROFILE
    _must(command.find(), "down", "--volumes", "--remove-orphans")


def published(words: list[str]) -> dict[str, list[int]]:
    """The ports of this machine that each service of the chosen profiles is to have."""
    project: dict[str, Any] = json.loads(command.output(words, "config", "--format", "json"))
    return {
        name: [int(port["published"]) for port in service["ports"]]
        for name, service in project["services"].items()
        if service.get("ports")
    }


def _ports_are_free(words: list[str]) -> None:
    running = command.output(words, "ps", "--services", "--status", "running").split()
    for service, ports in published(words).items():
        for port in ports if service not in running else ():
            if listening(port):
                raise Unavailable(_taken(service, port))


def _taken(service: str, port: int) -> str:
    try:
        who = shell(["docker", "ps", "--filter", f"publish={port}", "--format", "{{.Names}} ({{.Image}})"], hint="")
    except Unavailable:
        who = ""
    got = f"container {who.strip()}" if who.strip() else f"another program (`ss -ltnp 'sport = :{port}'` names it)"
    variable = f"{service.upper().removesuffix('-STOCK')}_PORT"
    variable = f"STOCK_{variable}" if service.endswith("-stock") else variable
    hint = f"end it, or set {variable} to a free port in .env or before the command"
    return f"expected port {port} of 127.0.0.1 to be free for {service}; there listens {got}. Hint: {hint}"


def _must(words: list[str], *arguments: str) -> None:
    status = command.run(words, *arguments)
    if status != 0:
        hint = "`docker compose ps -a` and `docker compose logs` tell more; `make compose-down` removes all"
        raise Unavailable(f"compose {' '.join(arguments)}: exit status {status}. Hint: {hint}")


FAILURES = (Unavailable, StackFailure, dotenv.DotenvError)
