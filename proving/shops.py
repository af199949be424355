"""The shops of which copies are broken: the reference shop, and each example that has a folder `bugs`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from proving.bugs import UNBROKEN, Bug, BugError, all_bugs, bugs_in
from proving.installed import environment, installed, link

ROOT = Path(__file__).resolve().parent.parent
PROFILE = "checkout-harness.toml"
# The file of an example that every start reads: there the copy writes into its log.
ENTRIES = ("server.js", "shop.py", "app.py", "config/wsgi.py")
LEFT_OUT = ("node_modules", "bugs", "*.sqlite3*", ".venv")


@dataclass(frozen=True)
class Shop:
    """One shop: what is copied, and how the copy is started.

    `place` is how messages name `source`, `package` the folder of the copy that it becomes, `entry` the file that
    writes the copy's line into the log, `profile` the profile as it is (with its path, for messages).
    """

    name: str
    source: Path
    place: str
    package: str
    entry: str
    profile: Path
    bugs: Callable[[], tuple[Bug, ...]]
    unbroken: Bug = UNBROKEN
    # Changes of the profile's text, beside its name: each is there exactly once.
    edits: tuple[tuple[str, str], ...] = ()
    # Makes what the shop needs: a folder, `proving.installed`.
    needs: Path | None = None
    says: str = field(default="print({!r}, flush=True)")

    def environment(self) -> dict[str, str] | None:
        """The variables that the gate is started with; None for those of this process."""
        return environment(installed(self.needs)) if self.needs else None

    def finish(self, package: Path) -> None:
        """What a copy needs beside its files."""
        if self.needs:
            link(installed(self.needs), package)


REFERENCE = Shop(
    name="reference",
    source=ROOT / "services" / "checkout" / "src" / "checkout",
    place="services/checkout/src/checkout",
    package="src/checkout",
    entry="__init__.py",
    profile=ROOT / "harness" / "config" / "profiles" / "reference.toml",
    bugs=all_bugs,
    edits=(("[start]\n", '[start]\ndirectory = "src"\n'),),
)
QUICK = ("--quick", "scenarios/test_declines.py", "scenarios/test_success_cards.py", "scenarios/test_races.py")


def example(folder: Path) -> Shop:
    """A shop of `examples/`; BugError for a folder that is none."""
    source = folder.resolve()
    entry = next((name for name in ENTRIES if (source / name).is_file()), "")
    if not entry or not (source / PROFILE).is_file():
        raise BugError(f"--shop: expected a folder with {PROFILE} and one of {', '.join(ENTRIES)}, got {folder}")
    place = source.relative_to(ROOT).as_posix() if source.is_relative_to(ROOT) else str(source)
    return Shop(
        name=source.name,
        source=source,
        place=place,
        package="shop",
        entry=entry,
        profile=source / PROFILE,
        bugs=lambda: bugs_in(source / "bugs", f"{place}/bugs"),
        unbroken=replace(UNBROKEN, run=QUICK),
        needs=source,
        says="console.log({!r});" if entry.endswith(".js") else "print({!r}, flush=True)",
    )
