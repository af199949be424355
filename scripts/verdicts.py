"""`verdicts.py VERDICT.json ...`: one line for each gate's verdict, then whether they say the same of every case.

Exit status 1 when the verdicts differ; a case that only one stack has (its log, its tables) is told, and no difference.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

MOST = 10


def main(paths: list[str]) -> int:
    """Print and compare."""
    documents = [json.loads(Path(path).read_text("utf-8")) for path in paths]
    for document in documents:
        print(f"verdict: {document['verdict']} | {document['stack']['mode']} | {document['suites']}")
    if len(documents) < 2:
        return 0
    lines = differences(documents)
    same = len({document["verdict"] for document in documents}) == 1
    print(f"the verdicts are {'equal' if same else 'NOT equal'}; cases that differ: {len(lines)}")
    for line in lines[:MOST]:
        print(f"  {line}")
    return 0 if same else 1


def differences(documents: list[dict[str, Any]]) -> list[str]:
    """A line for each case that did not end in the same way everywhere."""
    modes = [document["stack"]["mode"] for document in documents]
    outcomes = [{case["nodeid"]: case["outcome"] for case in document["cases"]} for document in documents]
    lines = []
    for case in sorted(set().union(*outcomes)):
        got = [outcome.get(case, "not there") for outcome in outcomes]
        if len(set(got)) > 1:
            lines.append(f"{case}: {', '.join(f'{word} ({mode})' for word, mode in zip(got, modes, strict=True))}")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
