"""The container stack: LocalStack with its Stripe, the tap and the checkout on one network, published on loopback."""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.config.checkout import places
from harness.core.hosts import on_this_machine
from harness.core.masking import LOCALSTACK_TOKEN
from harness.stack.base import stripe_backends, webhook_endpoint
from harness.stack.base.environment import Keys, checkout_environment
from harness.stack.base.failure import StackFailure
from harness.stack.base.stack import RunningStack, Stack, common_facts
from harness.stack.base.stripe_backends import Backend
from harness.stack.docker import images
from harness.stack.docker.container import Recipe
from harness.stack.docker.engine import Engine
from harness.stack.processes.ports import LOOPBACK, free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.config.profile import InContainer, Profile

LOCALSTACK, TAP, CHECKOUT = "localstack", "tap", "checkout"
LOCALSTACK_PORT, LOCALSTACK_SECONDS = 4566, 120.0
TAP_PORT, TAP_HEALTH, TAP_SECONDS = 8080, "/_tap/health", 60.0
LOCALSTACK_ALIASES = (LOCALSTACK, "stripe.localhost.localstack.cloud")
# Where a checkout on the network finds Stripe (through the tap) and AWS.
STRIPE_THERE, AWS_THERE = f"http://{TAP}:{TAP_PORT}", f"http://{LOCALSTACK}:{LOCALSTACK_PORT}"
# This machine, as a container knows it.
HERE = "host.docker.internal"
NO_IMAGE = """add to the profile: [container], image = "...", port = 8000; or use --stack=embedded"""


# {tmp} of a profile, in the checkout's container.
TMP_THERE = "/tmp"


@dataclass(frozen=True)
class Plan:
    """What is decided before anything starts: which images, who is reached where, and with which keys."""

    backend: Backend
    keys: Keys
    images: dict[str, str]
    checkout: "InContainer"
    aws_port: int
    tap_port: int
    checkout_port: int
    stripe_url: str
    # Where the tap reaches Stripe.
    stripe_inside: str

    @property
    def aws_url(self) -> str:
        """LocalStack, as this machine reaches it."""
        return f"http://{LOOPBACK}:{self.aws_port}"

    @property
    def checkout_inside(self) -> str:
        """The checkout, as LocalStack reaches it."""
        return f"http://{CHECKOUT}:{self.checkout.port}"


def start(
    profile: "Profile", *, why: str, seed: int, logs: Path, stripe: str, keep: bool, tell: "Callable[[str], None]"
) -> RunningStack:
    """Start the containers and wait until the checkout is healthy; when that fails, nothing of it is left."""
    began = time.monotonic()
    plan = _plan(profile, seed, logs, stripe, tell)
    engine = Engine(f"{int(time.time()):x}{secrets.token_hex(3)}", logs, keep=keep)
    try:
        parts, webhook_secret = _start(engine, plan, profile, seed)
    except BaseException:
        engine.abandon()
        raise
    stack = Stack(
        mode="containers",
        why=why,
        checkout_url=f"http://{LOOPBACK}:{plan.checkout_port}",
        stripe_url=plan.stripe_url,
        aws_url=plan.aws_url,
        logs=engine.logs(),
        stripe=stripe,
        tap_url=f"http://{LOOPBACK}:{plan.tap_port}",
        parts=parts,
        run=engine.run,
        images=plan.images,
        stays_up=keep,
        **common_facts(
            profile,
            plan.keys,
            webhook_secret=webhook_secret,
            began=began,
            variables=_environment(plan, profile, webhook_secret),
        ),
    )
    return RunningStack(stack, engine.close, engine.broken)


def own_images(profile: "Profile", stripe: str) -> tuple[str, ...]:
    """The names of the images that this project builds for such a stack."""
    return (stripe_backends.backend(stripe).image, TAP, *filter(None, [_own(_container(profile).image)]))


def _start(engine: Engine, plan: Plan, profile: "Profile", seed: int) -> tuple[dict[str, float], str]:
    """Seconds until each part was healthy, and the secret that signs the checkout's webhooks."""
    backend, parts = plan.backend, {}
    localstack = engine.start(_localstack(plan, seed))
    tap = engine.start(_tap(plan))
    parts[LOCALSTACK] = localstack.wait_for_health(backend.health, LOCALSTACK_SECONDS)
    webhook_secret = plan.keys.webhook_secret
    if backend.registers:
        webhook_secret = webhook_endpoint.register(
            plan.stripe_url,
            plan.checkout_inside,
            profile,
            plan.keys,
            part=localstack.name,
            hint=localstack.recipe.hint,
            log=localstack.log,
        )
    checkout = engine.start(_checkout(plan, profile, webhook_secret))
    parts[TAP] = tap.wait_for_health(TAP_HEALTH, TAP_SECONDS)
    parts[CHECKOUT] = checkout.wait_for_health(profile.health_path, profile.health_seconds)
    return parts, webhook_secret


def _plan(profile: "Profile", seed: int, logs: Path, stripe: str, tell: "Callable[[str], None]") -> Plan:
    backend, container = stripe_backends.backend(stripe), _container(profile)
    keys = Keys.from_seed(seed)
    aws_port = free_port()
    stripe_url, inside = f"http://{LOOPBACK}:{aws_port}{backend.path}", backend.inside
    if backend.remote:
        keys, stripe_url = stripe_backends.with_account(keys, os.environ)
        inside = _from_inside(stripe_url)
    had = _have_images(own_images(profile, stripe), logs, tell)
    checkout_image = had.get(_own(container.image), container.image)
    images = {LOCALSTACK: had[backend.image], TAP: had[TAP], CHECKOUT: checkout_image}
    return Plan(backend, keys, images, container, aws_port, free_port(), free_port(), stripe_url, inside)


def _have_images(names: tuple[str, ...], logs: Path, tell: "Callable[[str], None]") -> dict[str, str]:
    had, missing = images.find(*names)
    if not missing:
        return had
    if missing == images.UNBUILT:
        tell(f"checkout-harness: building the images {', '.join(names)}, a minute or more (see {logs / 'images.log'})")
    return images.ensure(*names, offline=bool(os.environ.get(images.OFFLINE)), log=logs / "images.log")


def _localstack(plan: Plan, seed: int) -> Recipe:
    env = {"STRIPE_EMULATOR_SEED": str(seed), "STRIPE_EMULATOR_PUBLIC_URL": plan.aws_url}
    if token := os.environ.get(LOCALSTACK_TOKEN):
        env[LOCALSTACK_TOKEN] = token
    return Recipe(
        "LocalStack (Stripe and AWS)",
        plan.images[LOCALSTACK],
        LOCALSTACK_PORT,
        plan.aws_port,
        LOCALSTACK_ALIASES,
        env,
        hint=f"run it by hand: docker run --rm --init -p 127.0.0.1:4566:4566 {plan.images[LOCALSTACK]}",
        memory="2g",
        processes=1024,
    )


def _tap(plan: Plan) -> Recipe:
    return Recipe(
        TAP,
        plan.images[TAP],
        TAP_PORT,
        plan.tap_port,
        (TAP,),
        {},
        ["--upstream", plan.stripe_inside],
        hint=f"run it by hand: docker run --rm --init {plan.images[TAP]} --upstream {plan.stripe_url}",
        hosts=_hosts(plan.stripe_inside),
    )


def _checkout(plan: Plan, profile: "Profile", webhook_secret: str) -> Recipe:
    env = _environment(plan, profile, webhook_secret)
    return checkout_recipe(profile, plan.images[CHECKOUT], CHECKOUT, plan.checkout_port, env)


def _environment(plan: Plan, profile: "Profile", webhook_secret: str) -> dict[str, str]:
    return checkout_environment(
        profile,
        plan.keys,
        places(plan.checkout.port, TMP_THERE),
        stripe_url=STRIPE_THERE,
        public_stripe_url=plan.stripe_url,
        aws_url=AWS_THERE,
        webhook_secret=webhook_secret,
    )


def checkout_recipe(profile: "Profile", image: str, name: str, published: int, env: dict[str, str]) -> Recipe:
    """A checkout of this profile as a container of that name, at a port of this machine."""
    container = _container(profile)
    command = [word.replace("{port}", str(container.port)) for word in container.command]
    return Recipe(
        name,
        image,
        container.port,
        published,
        (name,),
        env,
        command,
        hint=f"[container], [health] and [env] of {profile.source} say how it is started and asked",
    )


def _hosts(url: str) -> dict[str, str]:
    return {HERE: "host-gateway"} if HERE in url else {}


def _container(profile: "Profile") -> "InContainer":
    if profile.container is None:
        got = f"no [container] in {profile.source}"
        raise StackFailure("container stack", "the image of the checkout", got, NO_IMAGE)
    return profile.container


def _own(image: str) -> str:
    """The name of an image that is built here; empty for any other."""
    own = image.startswith(images.PREFIX) and ":" not in image
    return image.removeprefix(images.PREFIX) if own else ""


def _from_inside(url: str) -> str:
    """The same place as a container reaches it: this machine has another name there."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{HERE}:{parts.port or 80}").geturl() if on_this_machine(url) else url
