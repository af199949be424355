"""What is kept of a window when its case failed: each tab as picture and HTML, a trace, console and network log."""

import zipfile
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error

from harness.browser.window import Window
from harness.core.masking import mask

TRACE, CONSOLE, NETWORK = "trace.zip", "console.txt", "network.txt"
NOTHING = "nothing\n"


def keep(window: Window, folder: Path) -> list[Path]:
    """Write the files of one window, without secrets; those that could be had, the pictures first."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [path for path in _pictures(window, folder) if path.is_file()]
    for name, lines in ((CONSOLE, window.console), (NETWORK, window.network)):
        (folder / name).write_text("".join(f"{line}\n" for line in lines) or NOTHING, "utf-8")
        written.append(folder / name)
    raw = folder / f"raw-{TRACE}"
    try:
        window.keep_trace(raw)
        _without_secrets(raw, folder / TRACE)
        written.append(folder / TRACE)
    except Error as error:
        with (folder / CONSOLE).open("a", encoding="utf-8") as console:
            console.write(f"no trace: {error}\n")
    finally:
        raw.unlink(missing_ok=True)
    return written


def _pictures(window: Window, folder: Path) -> list[Path]:
    found = []
    for number, page in enumerate(window.context.pages, 1):
        picture, text = folder / f"tab-{number}.png", folder / f"tab-{number}.html"
        try:
            page.screenshot(path=picture, full_page=True)
            text.write_text(mask(page.content()), "utf-8")
        except Error as error:
            window.console.append(f"no picture of tab {number}: {error}")
        found += [picture, text]
    return found


def _without_secrets(raw: Path, target: Path) -> None:
    """The same trace; every entry that is text with its secrets masked."""
    with zipfile.ZipFile(raw) as raw_trace, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in raw_trace.infolist():
            content = raw_trace.read(entry)
            with suppress(UnicodeDecodeError):  # a picture or a font
                content = mask(content.decode("utf-8")).encode()
            written.writestr(entry.filename, content)
