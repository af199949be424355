"""A copy of a shop's source with a bug in it, and the profile that starts this copy and not the installed one."""

import shutil
import tempfile
from pathlib import Path

from proving.bugs import Bug, BugError, Edit
from proving.shops import LEFT_OUT, REFERENCE, Shop

# What the copy writes into its own log, to show that it is the one that ran.
MARK = "this is a copy of the checkout: "


def make(bug: Bug, folder: Path, shop: Shop = REFERENCE) -> Path:
    """Copy, break, and describe: the profile's path. BugError for an edit that does not fit the source any more."""
    package = folder / shop.package
    shutil.copytree(shop.source, package, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for edit in bug.edits:
        path = package / edit.file
        text = path.read_text("utf-8") if path.is_file() else ""
        _write(path, patched(bug, edit, text, shop))
    first = package / shop.entry
    _write(first, f"{first.read_text('utf-8')}\n{shop.says.format(MARK + bug.name)}\n")
    profile = package / shop.profile.name if shop.needs else folder / "profile.toml"
    profile.write_text(profile_text(bug, shop), "utf-8")
    return profile


def _write(path: Path, text: str) -> None:
    """Change a file of the copy, and forget what Python compiled of it: an age in whole seconds tells too little.

    The others keep their bytecode, which the copy has with their times, or each copy would compile the shop anew.
    """
    path.write_text(text, "utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()


def check(bug: Bug, shop: Shop = REFERENCE) -> None:
    """BugError when the bug does not apply to the source as it is now; leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="proving-") as made:
        make(bug, Path(made), shop)


def patched(bug: Bug, edit: Edit, text: str, shop: Shop = REFERENCE) -> str:
    """The text with the edit made; BugError names the bug's file and the text that was expected once."""
    count = text.count(edit.old)
    if count != 1:
        wanted = "\n".join(f"  | {line}" for line in edit.old.splitlines())
        place = f"{shop.place}/{edit.file}"
        raise BugError(f"{bug.file}: expected this text exactly once in {place}, got {count} times:\n{wanted}")
    return text.replace(edit.old, edit.new)


def profile_text(bug: Bug, shop: Shop = REFERENCE) -> str:
    """The shop's profile, started in the copy's folder: `python -m` looks there before it looks at packages."""
    text = shop.profile.read_text("utf-8")
    named = f'name = "{shop.name.replace("_", "-")}"'
    for old, new in (*shop.edits, (named, f'name = "{bug.name}"')):
        if text.count(old) != 1:
            raise BugError(f"{shop.profile.name}: expected {old.strip()} exactly once, got {text.count(old)} times")
        text = text.replace(old, new)
    return text
