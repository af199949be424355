"""One run from the verdicts of its shards: every case once, goals and cards judged over all of them."""

from collections import Counter
from dataclasses import replace
from typing import Any

from harness.core import run_identity
from harness.core.api_coverage import of_table
from harness.core.cards import catalogue
from harness.core.suites import Shard
from harness.judging.verdict import AFTER, COULD_NOT_RUN, EXIT_CODES, Ability, Case, Finding, Run
from harness.report import mixing

Documents = list[dict[str, Any]]
NAMED = 3
COMMAND = "checkout-harness merge"


def run_of(documents: Documents) -> Run:
    """The run that these shards were parts of; what is missing or came twice is told as a problem of it.

    Shards of different runs are not put together at all: what they judged is no answer about any one checkout.
    """
    if strangers := mixing.differences(documents):
        return Run(problems=tuple(strangers), command=COMMAND, stack=_stack([]), identity={"id": run_identity.draw()})
    cases = tuple(case for document in documents for case in cases_of(document))
    first: dict[str, Any] = documents[0] if documents else {}
    return Run(
        cases=cases,
        full=all((document.get("shard") or {}).get("of_full_run", False) for document in documents),
        seed=int(first.get("seed", 0)),
        problems=tuple(dict.fromkeys([*misfits(documents), *twice(cases), *_problems(documents)])),
        stack=_stack(documents),
        seconds=max((document["suites"]["seconds"] for document in documents), default=0.0),
        workers=sum(document["suites"]["workers"] for document in documents),
        command=COMMAND,
        backend=_backend(first),
        adapter=next((found for document in documents if (found := _adapter(document).get("trouble"))), ""),
        not_offered={row["name"]: row["promise"] for row in _adapter(first).get("not_offered", ())},
        began=min((document["began"] for document in documents), default=""),
        catalogue={card.number: f"{card.brand}: {card.description}" for card in catalogue() if card.browser},
        contract=next((one for one in (of_table(document.get("contract", {})) for document in documents) if one), None),
        identity=_identity(documents),
        part=(first.get("part") or {}).get("name", ""),
        out_of=(first.get("part") or {}).get("of", 0),
        deep=bool(first.get("deep")),
    )


def misfits(documents: Documents) -> list[str]:
    """Why the documents are not the shards of one run: a verdict that is no shard's, missing or repeated shards."""
    parts = [(document.get("shard") or {}).get("part", "") for document in documents]
    if not documents or not all(parts):
        return [
            f"expected the verdicts of shards (gate --shard I/N), got {len(parts)} of which {parts.count('')} are none"
        ]
    if len(names := {(document.get("part") or {}).get("name", "all") for document in documents}) > 1:
        return [
            f"expected shards of one run, got shards of {' and of '.join(sorted(names))}. Hint: --quick for all or none"
        ]
    shards = [Shard.parse(part) for part in parts]
    if len({shard.of for shard in shards}) > 1:
        return [f"expected shards of one run, got {', '.join(parts)}"]
    counted = Counter(shard.index for shard in shards)
    every = range(1, shards[0].of + 1)
    missing = [f"{index}/{shards[0].of}" for index in every if index not in counted]
    repeated = [f"{index}/{shards[0].of}" for index, count in sorted(counted.items()) if count > 1]
    problems = [f"shards are missing: {', '.join(missing)}"] if missing else []
    return problems + ([f"shards came more than once: {', '.join(repeated)}"] if repeated else [])


def twice(cases: tuple[Case, ...]) -> list[str]:
    """The cases that more than one shard ran: then they are not parts of one run."""
    counted = Counter(case.nodeid for case in cases)
    again = [nodeid for nodeid, count in counted.items() if count > 1]
    if not again:
        return []
    more = f" and {len(again) - NAMED} more" if len(again) > NAMED else ""
    return [f"cases are in more than one shard: {', '.join(again[:NAMED])}{more}"]


def cases_of(document: dict[str, Any]) -> list[Case]:
    """The cases that a `verdict.json` tells; what was judged after the run is each shard's own."""
    findings: dict[str, list[Finding]] = {}
    cards: dict[str, dict[str, str]] = {}
    fields = ("code", "title", "severity", "let", "then", "however", "exchange", "trace")
    for group in document["failures"]:
        for found in group["found"]:
            findings.setdefault(found["nodeid"], []).append(Finding.from_dict({name: found[name] for name in fields}))
            cards[found["nodeid"]] = found["cards"]
    names = {card.number: f"{card.brand}: {card.description}" for card in catalogue()}
    part = (document.get("shard") or {}).get("part", "")
    return [
        replace(_case(row, cards.get(row["nodeid"]), names, part), findings=tuple(findings.get(row["nodeid"], ())))
        for row in document["cases"]
    ]


def _case(row: dict[str, Any], cards: dict[str, str] | None, names: dict[str, str], part: str) -> Case:
    own = f" (shard {part})" if row["nodeid"].startswith(AFTER) and part else ""
    return Case(
        nodeid=row["nodeid"] + own,
        title=row["title"] + own,
        outcome=row["outcome"],
        seconds=row["seconds"],
        labels=row["labels"],
        cards=cards or {number: names.get(number, "not in the catalogue") for number in row["cards"]},
        goals=tuple(row["goals"]),
        may_reach=tuple(row.get("may_reach", ())),
        reason=row["reason"],
        rerun=row["rerun"],
        judged=row["judged"],
        line=row["line"],
        missing_capabilities=tuple(row["lacks"]),
        missing=row.get("missing", ""),
        operation_counts=row.get("seen", {}),
        parameters=row.get("parameters", {}),
        answer_counts=row.get("exercised", {}),
        fuzzed=row.get("fuzzed", {}),
        windows=row.get("windows", {}),
        lanes=row.get("lanes", {}),
        troubles=tuple((a, s, t, o, int(n)) for a, s, t, o, n in row.get("troubles", ())),
    )


def _adapter(document: dict[str, Any]) -> dict[str, Any]:
    """What a shard tells of the checkout's adapter."""
    told: dict[str, Any] = document.get("adapter", {})
    return told


def _backend(document: dict[str, Any]) -> tuple[Ability, ...]:
    """What the Stripe of a shard was found to do: every shard asked one of the same kind."""
    fields = ("name", "does", "source", "instead", "cards", "wrong_cards")
    rows = document.get("backend", {}).get("abilities", ())
    return tuple(Ability(**{name: row[name] for name in fields}) for row in rows)


def _problems(documents: Documents) -> list[str]:
    """What kept a shard from judging; a shard that could not run for another reason tells that."""
    lines = []
    for document in documents:
        part = (document.get("shard") or {}).get("part", "?")
        reasons = document["problems"]
        if not reasons and document["exit_code"] == EXIT_CODES[COULD_NOT_RUN]:
            reasons = document["reasons"]
        lines += [f"shard {part}: {reason}" for reason in reasons]
    return lines


def _identity(documents: Documents) -> dict[str, Any]:
    """That of the shards, with a name of its own and theirs."""
    first = documents[0]["run"] if documents else {}
    shards = [document["run"]["id"] for document in documents]
    seconds = max((document["run"].get("seconds", 0.0) for document in documents), default=0.0)
    return {**first, "id": run_identity.draw(), "shards": shards, "seconds": seconds}


def _stack(documents: Documents) -> dict[str, Any]:
    """The stack of the shards; the slowest start of them, and each mode when they differ."""
    stacks = [document["stack"] for document in documents]
    if not stacks:
        return {"mode": "none", "why": "no shard", "startup_seconds": None, "asked": "", "profile": ""}
    modes = dict.fromkeys(stack["mode"] for stack in stacks)
    slowest = max((stack["startup_seconds"] or 0.0 for stack in stacks), default=0.0)
    facts = {name: fact for name, fact in stacks[0].items() if name != "logs"}  # each shard told of its own
    return {**facts, "mode": ", ".join(modes), "startup_seconds": slowest}
