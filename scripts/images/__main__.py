"""`python -m scripts.images [--offline | --there | --prune] [NAME ...]`: have these images; prints `NAME TAG` for each.

    python -m scripts.images                      localstack, emulator, checkout and tap
    python -m scripts.images --offline            without asking any registry of images
    python -m scripts.images localstack-stock     LocalStack with the published Stripe extension
    python -m scripts.images --there              build nothing: are they there?
    python -m scripts.images --prune              build nothing; remove images of ours with contents of another day

Nothing is built when nothing changed; `latest` is what was asked for last, in whichever tree. LOCALSTACK_IMAGE names
another LocalStack to build on; LOCALSTACK_AUTH_TOKEN stands for the licensed one.
"""

from __future__ import annotations

import argparse
import sys

from scripts.images.build import ensure, there
from scripts.images.catalogue import IMAGES, WANTED
from scripts.images.engine import Unavailable
from scripts.images.prune import prune


def main() -> int:
    """Have the images; 2 when one cannot be had, or is not there with `--there`, and says why."""
    parser = argparse.ArgumentParser(prog="images", description="Build the container images that changed.")
    parser.add_argument("names", nargs="*", default=WANTED, metavar="NAME", help=f"of {', '.join(IMAGES)}")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--offline", action="store_true", help="ask no registry of images")
    how.add_argument("--there", action="store_true", help="build nothing")
    how.add_argument("--prune", action="store_true", help="remove images of ours that no content names any more")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(IMAGES))
    if unknown:
        parser.error(f"there is no image {', '.join(unknown)}: there are {', '.join(IMAGES)}")
    try:
        if options.prune:
            print("\n".join(f"removed {tag}" for tag in prune()) or "nothing to remove")
            return 0
        for name in options.names:
            print(name, there(name) if options.there else ensure(name, offline=options.offline), flush=True)
    except Unavailable as error:
        print(f"images: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
