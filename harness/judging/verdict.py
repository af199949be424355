"""What a run says about a checkout: pass, fail, could not run, unknown. Worst of everything that was seen."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from harness.core import api_coverage
from harness.core.failure import UNKNOWN, Failure
from harness.judging.goals import BY_NAME, DEEP, GOALS, WHOLE

PASS, FAIL, COULD_NOT_RUN, NOT_KNOWN = "pass", "fail", "could_not_run", "unknown"
EXIT_CODES = {PASS: 0, FAIL: 1, COULD_NOT_RUN: 2, NOT_KNOWN: 3}
WORST_FIRST = (FAIL, COULD_NOT_RUN, NOT_KNOWN, PASS)
NAMED_CARDS, NAMED_ANSWERS, NAMED_CASES, NAMED_REASONS = 10, 5, 3, 5
# How the names of cases begin that are judged once a run is over; pytest knows nothing of them.
AFTER = "after::"
NAMED_WRONG_CARDS, NAMED_NEEDS = 3, 8
NOT_ASKED = "could not be asked"
# How the reason of a case begins that needs what the checkout does not offer.
NOT_OFFERED = "not offered: "


@dataclass(frozen=True)
class Finding:
    """One failure as a report tells it; `exchange` is curl and response, `trace` the way there in the test."""

    code: str
    title: str
    severity: str = "critical"
    let: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    however: tuple[str, ...] = ()
    exchange: str = ""
    trace: str = ""

    @classmethod
    def of(cls, failure: Failure, trace: str = "") -> "Finding":
        """The finding that a Failure tells."""
        exchange = failure.exchange.as_text() if failure.exchange is not None else ""
        return cls(
            failure.code, failure.title, failure.severity, failure.let, failure.then, failure.however, exchange, trace
        )

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Finding":
        """The finding whose fields came from another process."""
        facts = {name: tuple(values[name]) for name in ("let", "then", "however")}
        return cls(**{**values, **facts})


@dataclass(frozen=True)
class Case:
    """One case of the suites. `outcome` is passed, failed, unknown or skipped; `cards` maps numbers to descriptions.

    `operation_counts` is what the case of one Stripe operation counted, `files` are what belongs to it: names to paths.
    `judged` maps each invariant that judged it to what it said: holds, violated or unknown; `line` is where it stands
    in its file, from 1.
    `answer_counts` counts the checkout's answers (see `core.api_coverage`); `fuzzed` is what a contract case says of
    itself: operation, cases, seconds, and the findings that `contracts/accepted.toml` accepts. `goals` are those that
    it met, `may_reach` those that its code can meet.
    """

    nodeid: str
    title: str
    outcome: str
    seconds: float = 0.0
    labels: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    goals: tuple[str, ...] = ()
    may_reach: tuple[str, ...] = ()
    reason: str = ""
    rerun: str = ""
    operation_counts: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    judged: dict[str, str] = field(default_factory=dict)
    line: int = 0
    answer_counts: dict[str, int] = field(default_factory=dict)
    fuzzed: dict[str, Any] = field(default_factory=dict)
    # The places at which its calls were broken or held on purpose: what happened there, and at how many.
    windows: dict[str, int] = field(default_factory=dict)
    # The cells of the resiliency matrix that it met: [action, system, trouble, outcome, how often].
    troubles: tuple[tuple[str, str, str, str, int], ...] = ()
    # What its picture shows, of a case with a finding (see `harness.report.lanes.rows.Lanes`).
    lanes: dict[str, Any] = field(default_factory=dict)
    # The capabilities of the Stripe backend for lack of which it was not run.
    missing_capabilities: tuple[str, ...] = ()
    # What this machine had to have for it (`--browser=required`) and has not: `a browser: no Chromium (...)`.
    missing: str = ""

    @property
    def not_offered(self) -> str:
        """What it needs and the checkout does not offer; empty for every other case."""
        told = self.outcome == "skipped" and self.reason.startswith(NOT_OFFERED)
        return self.reason.removeprefix(NOT_OFFERED) if told else ""


@dataclass(frozen=True)
class KnownIssue:
    """A failure that is known until a day (ISO date); `match` is a regular expression (see report/known_issues.py)."""

    title: str
    match: str
    until: str
    code: str = ""
    link: str = ""


@dataclass(frozen=True)
class Ability:
    """What Stripe `does` (documented at `source`) and what the backend of the run does `instead`: empty when the same.

    A group of cards has `cards`, how many they are, and of those that are not as documented what came instead.
    """

    name: str
    does: str
    source: str
    instead: str = ""
    cards: int = 0
    wrong_cards: dict[str, str] = field(default_factory=dict)

    def deviation(self) -> str:
        """What the backend does instead, in a few words; empty when it does what Stripe does."""
        if not self.wrong_cards:
            return self.instead
        different = dict.fromkeys(sorted(self.wrong_cards.values(), key=lambda text: text.startswith(NOT_ASKED)))
        first = ", ".join(list(different)[:NAMED_WRONG_CARDS])
        return f"{first} ({len(self.wrong_cards)} of {self.cards} cards are not as documented)"


@dataclass(frozen=True)
class Run:
    """Everything one run saw. `problems` say why it could not run or not to its end; `full` is False for a selection.

    `broken` says which part of the stack ended while cases ran: their failures then prove nothing.
    `backend` is what its Stripe was found to do.
    `stack` holds mode, why, startup_seconds and profile; `catalogue` maps the cards a browser checkout can use to
    their descriptions; `seconds` is from the start of the first case to the end of the last; `ended_ms` is the moment
    at which the run was judged, in milliseconds since 1970. `shard` is the part of the cases that this run had
    (`2/3`), empty for all: goals and unused cards are judged when the parts are merged. `part` names the
    part of the suites that was asked for (`quick`), empty for all; `out_of` is how many cases all of them are.
    """

    cases: tuple[Case, ...] = ()
    full: bool = True
    seed: int = 0
    problems: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    stack: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    workers: int = 1
    command: str = ""
    began: str = ""
    ended_ms: int = 0
    catalogue: dict[str, str] = field(default_factory=dict)
    contract: api_coverage.Contract | None = None
    backend: tuple[Ability, ...] = ()
    shard: str = ""
    part: str = ""
    out_of: int = 0
    # Whether the cases that take minutes were asked for as well.
    deep: bool = False
    known: tuple[KnownIssue, ...] = ()
    # Why the adapter cannot be used, as its probe found; empty when it can. Then nothing was judged.
    adapter: str = ""
    # What the checkout offers, by the names of its adapter's methods, and what cannot be judged without the others.
    not_offered: dict[str, str] = field(default_factory=dict)
    # What the machine gave the run (see `harness.core.starvation.Sampler.facts`).
    machine: dict[str, Any] = field(default_factory=dict)
    # Its name (`id`), and what it judged with: see `harness.core.run_identity`.
    identity: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it was all of the suites and no part of them, in one run or merged from every shard."""
        return self.full and not self.shard and not self.part

    def selected(self) -> list[Case]:
        """The cases that were to run, without what is judged once the run is over."""
        return [case for case in self.cases if not case.nodeid.startswith(AFTER)]

    def with_outcome(self, outcome: str) -> list[Case]:
        """The cases that ended so."""
        return [case for case in self.cases if case.outcome == outcome]

    def goals(self) -> dict[str, int]:
        """How many cases met each goal."""
        counts = Counter(goal for case in self.cases for goal in case.goals)
        return {goal: counts[goal] for goal in GOALS}

    def goals_owed(self) -> list[str]:
        """The goals that the part of the suites which was asked for must have met; none where it was a selection."""
        part = self.part or (DEEP if self.deep else WHOLE)
        return [name for name in GOALS if BY_NAME[name].owed_by(part)] if self.full else []

    def goals_not_offered(self) -> dict[str, dict[str, int]]:
        """The goals that were not met as not one case that could meet them is offered: how many for lack of what."""
        cases = {goal: [case for case in self.cases if goal in {*case.may_reach, *case.goals}] for goal in GOALS}
        return {
            goal: dict(Counter(case.not_offered for case in able).most_common())
            for goal, able in cases.items()
            if able and all(case.not_offered for case in able)
        }

    def not_judged(self) -> dict[str, int]:
        """How many cases were not run for lack of each ability, most first."""
        return dict(Counter(name for case in self.cases for name in case.missing_capabilities).most_common())

    def cards(self) -> dict[str, str]:
        """The documented cards that cases of this run paid with, by number."""
        ran = [case for case in self.cases if case.outcome != "skipped"]
        return {number: name for case in ran for number, name in case.cards.items()}

    def answer_counts(self) -> dict[str, int]:
        """How often each answer of the payment API came, over all cases."""
        return api_coverage.total(case.answer_counts for case in self.cases)

    def never_seen(self) -> list[str]:
        """The answers that the contract documents, a client can cause, and no case of this run met."""
        if self.contract is None:
            return []
        return [documented.key for documented in api_coverage.never_seen(self.contract, self.answer_counts())]

    def unused_cards(self) -> dict[str, str]:
        """The cards of the catalogue that a browser checkout can use and no case of this run paid with."""
        used = self.cards()
        return {number: name for number, name in self.catalogue.items() if number not in used}


@dataclass(frozen=True)
class Verdict:
    """The answer and, unless it is a plain pass, why."""

    word: str
    reasons: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 pass, 1 fail, 2 could not run, 3 unknown."""
        return EXIT_CODES[self.word]


def judge(run: Run) -> Verdict:
    """The worst of what the run saw: fail, could not run, unknown, else pass. A stack that broke judges nobody."""
    if run.adapter:
        return Verdict(NOT_KNOWN, (f"unknown: {run.adapter}",))
    found = [*_failures(run), *_obstacles(run), *_doubts(run)]
    if run.broken:
        return Verdict(COULD_NOT_RUN, (*run.broken, *(reason for _, reason in found)))
    word = next((word for word in WORST_FIRST if any(word == kind for kind, _ in found)), PASS)
    return Verdict(word, tuple(reason for _, reason in found))


def failing_cards(run: Run) -> dict[str, str]:
    """The cards of failed cases, by number."""
    return {number: name for case in run.with_outcome("failed") for number, name in sorted(case.cards.items())}


def told_not_judged(run: Run) -> str:
    """What could not be judged for lack of something in the Stripe backend, grouped; empty when nothing lacked."""
    counts = run.not_judged()
    if not counts:
        return ""
    did = {ability.name: ability.deviation() for ability in run.backend}
    cases = sum(bool(case.missing_capabilities) for case in run.cases)
    lines = [f"{count} need {name}: it {did.get(name, 'does not have it')}" for name, count in counts.items()]
    more = [f"and {len(lines) - NAMED_NEEDS} more that is needed"] if len(lines) > NAMED_NEEDS else []
    first = f"not judged on this backend: {cases} of {len(run.cases)} cases"
    return "\n    ".join([first, *lines[:NAMED_NEEDS], *more])


def _failures(run: Run) -> list[tuple[str, str]]:
    failed = run.with_outcome("failed")
    if not failed:
        return []
    codes = Counter(finding.code for case in failed for finding in case.findings if finding.code != UNKNOWN)
    code_counts = ", ".join(f"{code} ({count})" for code, count in codes.most_common())
    reasons = [(FAIL, f"{len(failed)} of {len(run.cases)} cases failed: {code_counts}")]
    if cards := failing_cards(run):
        reasons.append((FAIL, f"cards in failing cases: {_named(cards)}"))
    return reasons


def _obstacles(run: Run) -> list[tuple[str, str]]:
    problems = [(COULD_NOT_RUN, problem) for problem in run.problems]
    if not problems and not run.shard and not run.selected():
        if run.full and not run.part:
            return [(COULD_NOT_RUN, "the suites have no case: nothing was judged. Hint: look at the paths")]
        return [(NOT_KNOWN, "no case was selected: nothing was judged. Hint: look at the paths and at -k")]
    return problems


def _none_ran(run: Run) -> list[tuple[str, str]]:
    """That every selected case was skipped, and why; what is judged after a run is no case that ran in it."""
    selected = run.selected()
    if not selected or run.problems or run.shard or any(case.outcome != "skipped" for case in selected):
        return []
    reasons = Counter(case.reason or "no reason given" for case in selected)
    why = _first([f"{reason} ({count})" for reason, count in reasons.most_common()], NAMED_REASONS)
    return [(NOT_KNOWN, f"none of the {len(selected)} selected cases ran: {why}")]


def _unjudged(unknown: list[Case]) -> str:
    """How many there are, the commonest reason where one is known, and the first of them."""
    causes = Counter(finding.title for case in unknown for finding in case.findings[:1])
    why = f" ({causes.most_common(1)[0][0]})" if causes else ""
    titles = _first([case.title for case in unknown], NAMED_CASES, between="; ")
    return f"{_cases(len(unknown))} could not be judged{why}: {titles}"


def _doubts(run: Run) -> list[tuple[str, str]]:
    doubts = _none_ran(run)
    if unknown := run.with_outcome("unknown"):
        doubts.append((NOT_KNOWN, _unjudged(unknown)))
    missing = Counter(case.missing for case in run.cases if case.missing)
    doubts += [(NOT_KNOWN, f"{_cases(count)} need{'s' * (count == 1)} {what}") for what, count in missing.most_common()]
    if run.full and (not_judged := told_not_judged(run)):
        doubts.append((NOT_KNOWN, not_judged))
    if run.full and not run.shard and not run.problems:
        counts, not_offered = run.goals(), run.goals_not_offered()
        not_met = [goal for goal in run.goals_owed() if not counts[goal] and goal not in not_offered]
        missed = [f"{goal} ({GOALS[goal]})" for goal in not_met]
        if missed:
            doubts.append((NOT_KNOWN, f"the run never reached: {', '.join(missed)}"))
    if run.whole and not run.problems:
        if unused := run.unused_cards():
            doubts.append((NOT_KNOWN, f"no case paid with these cards: {_named(unused)}"))
        if never := run.never_seen():
            doubts.append((NOT_KNOWN, f"documented answers that never occurred: {_first(never, NAMED_ANSWERS)}"))
    return doubts


def _named(cards: dict[str, str]) -> str:
    """The first few cards; `verdict.json` lists all."""
    return _first([f"{number} {name}" for number, name in cards.items()], NAMED_CARDS)


def _first(names: list[str], most: int, between: str = ", ") -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
