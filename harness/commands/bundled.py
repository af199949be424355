"""How pytest is told to run the suites inside the wheel: from the folder in which the command was called."""

from pathlib import Path

from harness.core.places import BUNDLED
from harness.core.suites import SUITES


def holds(paths: list[str]) -> bool:
    """Whether the wheel has suites, and every one of these files, folders or node ids is in them."""
    return BUNDLED.is_dir() and all((BUNDLED / path.partition("::")[0]).exists() for path in paths)


def arguments(paths: list[str]) -> list[str]:
    """The configuration and the cases for pytest; a wheel's folder may be read-only, so pytest keeps no cache in it."""
    chosen = [str(BUNDLED / path) for path in paths or SUITES]
    return [f"--config-file={BUNDLED / 'pytest.ini'}", f"--rootdir={BUNDLED}", "-p", "no:cacheprovider", *chosen]


def working_folder(folder: Path) -> Path:
    """Where pytest runs for suites in this folder."""
    return Path.cwd() if folder == BUNDLED else folder
