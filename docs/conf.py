"""Builds the documentation: `make docs`. Pages under `reference/` are made from code first (scripts/reference)."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

project = "checkout-harness"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
nitpicky = True
myst_enable_extensions = ["attrs_block"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "checkout-harness"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False


def generate(_: Sphinx) -> None:
    """Write the pages that are made from code."""
    from scripts import reference

    reference.write(DOCS / "reference")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("builder-inited", generate)
