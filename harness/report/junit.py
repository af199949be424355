"""`junit.xml` for CI jobs: what pytest wrote, and beside it what pytest does not know: the run itself is a case too."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from harness.core.masking import mask
from harness.judging.verdict import AFTER, EXIT_CODES, FAIL, PASS

NAME = "junit.xml"
NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]")
JUDGED = "the run can judge"
OWN = "checkout-harness"


def complete(path: Path, document: dict[str, Any]) -> None:
    """Add a suite with the cases after the run, and one case that is an error when the run could not judge.

    What pytest wrote about failures is masked: it tells whatever an assertion compared.
    """
    try:
        tree = ElementTree.parse(path)
    except (OSError, ElementTree.ParseError):  # pytest did not come to write it
        tree = ElementTree.ElementTree(ElementTree.Element("testsuites"))
    for wrong in (*tree.iter("failure"), *tree.iter("error")):
        wrong.set("message", mask(wrong.get("message", "")))
        wrong.text = mask(wrong.text or "")
    suite = ElementTree.SubElement(tree.getroot(), "testsuite", name=OWN)
    failures = {
        case["nodeid"]: [f"{found['title']}: {'; '.join(found['however'])}" for found in _findings(document, case)]
        for case in document.get("cases", ())
        if case["nodeid"].startswith(AFTER)
    }
    for name, lines in failures.items():
        _case(suite, name, "failure", lines)
    judged = document["exit_code"] in (EXIT_CODES[PASS], EXIT_CODES[FAIL])
    _case(suite, JUDGED, "error", [] if judged else document["reasons"])
    for kind in ("error", "failure"):
        suite.set(f"{kind}s", str(len(suite.findall(f"*/{kind}"))))
    suite.set("tests", str(len(suite)))
    tree.write(path, encoding="utf-8", xml_declaration=True)


def join(sources: list[Path], target: Path) -> None:
    """The suites of several files in one, as pytest wrote them; what was added to each is added to the whole anew."""
    root = ElementTree.Element("testsuites")
    for source in sources:
        try:
            suites = ElementTree.parse(source).getroot().iter("testsuite")
        except (OSError, ElementTree.ParseError):  # that shard tells of it in its verdict
            continue
        root.extend(suite for suite in suites if suite.get("name") != OWN)
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def _findings(document: dict[str, Any], case: dict[str, Any]) -> list[dict[str, Any]]:
    return [found for group in document["failures"] for found in group["found"] if found["nodeid"] == case["nodeid"]]


def _case(suite: ElementTree.Element, name: str, kind: str, wrong: list[str]) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=suite.get("name", ""), name=name, time="0")
    if wrong:
        text = NOT_XML.sub("?", "\n".join(wrong))
        ElementTree.SubElement(case, kind, message=text.partition("\n")[0]).text = text
