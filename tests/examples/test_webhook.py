"""Nothing is invented against the webhook handler of an example, and its seeded bug of signatures is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from harness.config import profile
from harness.config.checkout import places
from harness.stack.base.environment import Keys, checkout_environment
from harness.stack.processes.ports import free_port
from harness.stack.processes.process import Process
from harness.webhook_probe.kit.rows import FAIL, PASS
from harness.webhook_probe.run import KEY, Options, run
from harness.webhook_probe.verdict import Report
from tests.examples.shops import NAMES, ready

pytestmark = pytest.mark.slow
KEYS = replace(Keys.from_seed(7), secret=KEY)
# Other processes may take most of the machine; what a run takes of it is measured in tests/harness/webhook_probe.
PATIENT = 120.0
UNSIGNED = {
    "django_hosted": "webhook_csrf_exempt_and_unsigned",
    "express_elements": "event_is_believed",
    "flask_hosted": "webhook_signature_unchecked",
    "node_hosted": "webhook_unsigned",
}


@contextmanager
def serving(name: str, bug: str, folder: Path, stripe_url: str) -> Iterator[str]:
    """The URL of the webhook handler of a copy, with a bug of its own if one is named, that asks this Stripe."""
    made = ready(name, folder / "copy", bug)
    chosen, port = profile.load(made.profile), free_port()
    where = places(port, str(folder))
    documented = checkout_environment(
        chosen,
        KEYS,
        where,
        stripe_url=stripe_url,
        public_stripe_url=stripe_url,
        aws_url="http://127.0.0.1:9",
        webhook_secret=KEYS.webhook_secret,
    )
    env = {**made.variables, **documented}
    command = chosen.start_command(where)
    process = Process(name, command, log=folder / "shop.log", env=env, cwd=chosen.directory, hint="see its log")
    try:
        process.wait_for_health(f"http://127.0.0.1:{port}{chosen.health_path}", PATIENT)
        yield f"http://127.0.0.1:{port}{chosen.webhook_path}"
    finally:
        process.close()


def judged(name: str, folder: Path, bug: str = "") -> Report:
    """What `checkout-harness webhook` finds, with the events that the shop registers for."""
    port = free_port()
    with serving(name, bug, folder, f"http://127.0.0.1:{port}") as url:
        options = Options(url=url, secret=KEYS.webhook_secret, stripe_port=port, within=PATIENT, timeout=20.0)
        return run(options)


@pytest.mark.parametrize("name", NAMES)
def test_a_good_handler_passes(name: str, tmp_path: Path) -> None:
    report = judged(name, tmp_path)
    assert report.verdict == PASS, report.sentence() + "\n".join(map(str, report.rows))


@pytest.mark.parametrize("name", UNSIGNED)
def test_one_that_does_not_look_at_signatures_is_named(name: str, tmp_path: Path) -> None:
    report = judged(name, tmp_path, UNSIGNED[name])
    assert report.verdict == FAIL, report.sentence()
    assert "webhook_unsigned_accepted" in report.codes
