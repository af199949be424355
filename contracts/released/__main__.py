"""`python -m contracts.released`: keep the contract as the version that its `info.version` names; 1 when it may not."""

import sys

from contracts.drift.releases import CannotRelease, release


def main() -> int:
    """Release, and list what changed."""
    try:
        path, changes = release()
    except CannotRelease as refusal:
        print(f"contracts.released: {refusal}", file=sys.stderr)
        return 1
    print("\n".join([f"{path.name}: {len(changes)} changes since the last version", *map(str, changes)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
