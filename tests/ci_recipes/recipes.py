"""What the recipes of docs/ci say: their documents, their shell steps, and what the steps of a shard are run with."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import yaml

CI = Path(__file__).resolve().parents[2] / "docs" / "ci"
SELECT = "test_the_order_can_be_read or test_quantity_multiplies or test_one_order_one_mail or test_two_purchases"
GITHUB, GITLAB, JENKINS = CI / "github.yml", CI / "gitlab.yml", CI / "Jenkinsfile"
GROOVY_SH = re.compile(r"\bsh '''(.*?)'''|\bsh '([^'\n]*)'", re.DOTALL)


def document(path: Path) -> dict[str, Any]:
    """The YAML of a recipe."""
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def github_steps(job: str) -> list[str]:
    """The shell steps of a job of the GitHub recipe, in order."""
    return [step["run"] for step in document(GITHUB)["jobs"][job]["steps"] if "run" in step]


def gitlab_steps(job: str) -> list[str]:
    """The script of a job of the GitLab recipe; its `before_script`, which installs packages of Debian, is left out."""
    return ["\n".join(document(GITLAB)[job]["script"])]


def jenkins_steps() -> list[str]:
    """The shell steps of the Jenkins fragment, in order."""
    found = GROOVY_SH.findall(JENKINS.read_text("utf-8"))
    return [textwrap.dedent(long or short).strip() for long, short in found]
