"""A copy of the checkout's source with a bug in it, and the profile that starts this copy and not the installed one."""

import shutil
import tempfile
from pathlib import Path

from proving.bugs import Bug, BugError, Edit

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "services" / "checkout" / "src" / "checkout"
REFERENCE = ROOT / "harness" / "config" / "profiles" / "reference.toml"
# What the copy writes into its own log, to show that it is the one that ran.
MARK = "this is a copy of the checkout: "


def make(bug: Bug, folder: Path, source: Path = SOURCE) -> Path:
    """Copy, break, and describe: the profile's path. BugError for an edit that does not fit the source any more."""
    package = folder / "src" / "checkout"
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__"))
    for edit in bug.edits:
        path = package / edit.file
        text = path.read_text("utf-8") if path.is_file() else ""
        path.write_text(patched(bug, edit, text), "utf-8")
    first = package / "__init__.py"
    first.write_text(f"{first.read_text('utf-8')}\nprint({MARK + bug.name!r}, flush=True)\n", "utf-8")
    profile = folder / "profile.toml"
    profile.write_text(profile_text(bug), "utf-8")
    return profile


def check(bug: Bug) -> None:
    """BugError when the bug does not apply to the source as it is now; leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="proving-") as made:
        make(bug, Path(made))


def patched(bug: Bug, edit: Edit, text: str) -> str:
    """The text with the edit made; BugError names the bug's file and the text that was expected once."""
    count = text.count(edit.old)
    if count != 1:
        wanted = "\n".join(f"  | {line}" for line in edit.old.splitlines())
        place = f"services/checkout/src/checkout/{edit.file}"
        raise BugError(f"{bug.file}: expected this text exactly once in {place}, got {count} times:\n{wanted}")
    return text.replace(edit.old, edit.new)


def profile_text(bug: Bug) -> str:
    """The reference profile, started in the copy's folder: `python -m` looks there before it looks at packages."""
    text = REFERENCE.read_text("utf-8")
    for old, new in (("[start]\n", '[start]\ndirectory = "src"\n'), ('name = "reference"', f'name = "{bug.name}"')):
        if text.count(old) != 1:
            raise BugError(f"{REFERENCE.name}: expected {old.strip()} exactly once, got {text.count(old)} times")
        text = text.replace(old, new)
    return text
