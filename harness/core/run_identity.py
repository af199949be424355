"""What identifies a run: a name of its own, and what it judged with. Shards are put together by it (`merge`)."""

import hashlib
import os
import secrets
import subprocess
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from harness.core.suites import SUITES

DISTRIBUTION = "checkout-harness"
GIT_SECONDS = 10
# What GitHub, GitLab, Jenkins, Buildkite, CircleCI and Azure call one run of all jobs, in each of its jobs:
# docs.github.com/actions (default environment variables), docs.gitlab.com/ci/variables (predefined variables).
CI_RUNS = (
    "GITHUB_RUN_ID",
    "CI_PIPELINE_ID",
    "BUILD_TAG",
    "BUILDKITE_BUILD_ID",
    "CIRCLE_WORKFLOW_ID",
    "BUILD_BUILDID",
)


def draw() -> str:
    """A name that no other run has; they sort by the moment of their beginning."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def process_began() -> float:
    """When this process began, by the monotonic clock in seconds: what it worked until now is what its start took."""
    return time.monotonic() - time.process_time()


def described(root: Path, profile: Path, env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The sources under `root` and the profile as they are now, the harness's version, and the CI's run."""
    return {**_sources(root), "profile": _profile(profile), "version": _version(), "ci": _ci(env)}


def _sources(root: Path) -> dict[str, Any]:
    """The commit, and a digest of what differs from it; both empty where git knows nothing of the folder."""
    status = _git(root, "status", "--porcelain=v2", "--branch", "--untracked-files=all")
    lines = status.splitlines()
    commit = next((line.split()[-1] for line in lines if line.startswith("# branch.oid ")), "")
    changes = [line for line in lines if line[:1] in ("1", "2", "u") or _new_in_suites(line)]
    text = "\n".join([*changes, _git(root, "diff", "HEAD") if changes else ""])
    return {"commit": commit, "changes": _digest(text.encode()) if changes else ""}


def _new_in_suites(line: str) -> bool:
    """Whether a line of git's tells of a new file among the cases; new files elsewhere are reports and the like."""
    return line.startswith("? ") and any(part in SUITES for part in Path(line[2:]).parts[:-1])


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "--no-optional-locks", "-C", str(root), *arguments]
    try:
        ended = subprocess.run(command, capture_output=True, check=False, timeout=GIT_SECONDS, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout.decode("utf-8", errors="replace") if ended.returncode == 0 else ""


def _profile(path: Path) -> str:
    """Its file's name and a digest of its contents: the folder is each machine's own."""
    try:
        return f"{path.name} {_digest(path.read_bytes())}"
    except OSError:
        return path.name


def _version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:  # a plain checkout, which the commit names
        return ""


def _ci(env: Mapping[str, str]) -> str:
    return next((f"{name}={env[name]}" for name in CI_RUNS if env.get(name)), "")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
