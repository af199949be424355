"""Lanes as SVG: time runs downwards, each exchange is an arrow, where it went wrong is red. No script, all escaped.

One drawing for a phone and a desk: it is 380 units wide, its text stands above its arrows and not between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from textwrap import wrap

from harness.report.lanes.rows import CHECKOUT, FAULTS, GOOD, NOTE, STRIPE, WRONG, Lanes, Row

WIDTH, MARGIN = 380, 8
# Units; a character of the text at 12 units is about half as wide.
LINE, CHARACTER, BOLD = 15, 6.7, 7.6
ARROW, GAP = 13, 6
MOST_STATUS = 28
HEAD, CHIP, CLOCK = 7, 15, 44
MOST_FACTS, MOST_LINES, MOST_END = 2, 3, 7
BOLT = "2,-9 -6,2 -1,2 -2,9 6,-2 1,-2"
PLAIN = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]")
STYLE = Path(__file__).with_name("lanes.css")


def svg(lanes: Lanes, *, alone: bool = True) -> str:
    """The picture; `alone` it brings its colours with it, within `summary.html` the page has them."""
    pen = _Pen(lanes)
    pen.draw()
    style = f"<style>{STYLE.read_text('utf-8')}</style>" if alone else ""
    size = f'viewBox="0 0 {WIDTH} {pen.y:.0f}"' + (f' width="{WIDTH * 1.5:.0f}"' if alone else "")
    label = escape(_plain(f"{lanes.title}: the steps of the case, lanes {', '.join(lanes.all())}"), quote=True)
    ground = f'<rect class="ground" width="{WIDTH}" height="{pen.y:.0f}" rx="8"/>'
    body = "\n".join(pen.behind + pen.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lanes" {size} role="img" aria-label="{label}">\n'
        f"{style}{ground}\n{body}\n</svg>\n"
    )


class _Pen:
    """Draws from the top to the bottom; `y` is how far it has come. What stands `behind` is drawn first."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes, self.y = lanes, float(MARGIN)
        self.behind: list[str] = []
        self.parts: list[str] = []
        names = lanes.all()
        step = (WIDTH - 2 * MARGIN) / len(names)
        self.x = {name: MARGIN + step * (index + 0.5) for index, name in enumerate(names)}

    def draw(self) -> None:
        """Everything."""
        self._headline()
        top = self._heads()
        for row in self.lanes.rows:
            self._gap(row) if row.left_out else self._row(row)
        bottom = self.y
        for name, x in self.x.items():
            kind = "lane fault" if name == FAULTS else "lane"
            self.behind.insert(0, f'<line class="{kind}" x1="{x:.0f}" x2="{x:.0f}" y1="{top:.0f}" y2="{bottom:.0f}"/>')
        self._end()
        self._names()
        self.y += MARGIN

    def _headline(self) -> None:
        self._lines(self.lanes.title[:1].upper() + self.lanes.title[1:], "title", 15, 9.4)
        self.y += 3
        for word, facts in (("Let", self.lanes.let), ("Then", self.lanes.then), ("However", self.lanes.however)):
            for number, fact in enumerate(facts[:MOST_FACTS]):
                self._fact("and" if number else word, fact, "wrong" if word == "However" else "step")
        self.y += 6

    def _fact(self, word: str, fact: str, kind: str) -> None:
        left = 70
        for number, line in enumerate(
            _wrapped(fact, int((WIDTH - left - MARGIN) / (BOLD if kind == "wrong" else CHARACTER)))
        ):
            self.y += LINE
            if number == 0:
                self.parts.append(_text(left - 6, self.y, word, "soft", anchor="end"))
            self.parts.append(_text(left, self.y, line, kind))

    def _heads(self) -> float:
        """The names of the lanes; where the lanes begin."""
        self.y += 12
        for name, x in self.x.items():
            self.parts.append(_text(x, self.y, name, "head top", anchor="middle"))
        self.y += 8
        return self.y

    def _gap(self, row: Row) -> None:
        self.y += 16
        steps = "1 step" if row.left_out == 1 else f"{row.left_out} steps"
        self.parts.append(_text(MARGIN, self.y, f"⋮ {steps} left out: {row.text}", "soft small"))
        self.y += GAP

    def _row(self, row: Row) -> None:
        top = self.y
        self.y += GAP
        room = int((WIDTH - 2 * MARGIN - CLOCK) / (BOLD if row.wrong else CHARACTER))
        if row.wrong:
            self.y += LINE
            self.parts.append(_text(MARGIN + 4, self.y, f"✗ {row.wrong}", "here"))
        told = f"{row.text} · {row.matters}" if row.matters else row.text
        kind = "wrong" if row.wrong else "note" if row.tone == NOTE else "step"
        for number, line in enumerate(_wrapped(told, room)):
            self.y += LINE
            self.parts.append(_text(MARGIN + 4, self.y, line, kind))
            if number == 0:
                self.parts.append(_text(WIDTH - MARGIN, self.y, f"{row.at:.2f} s", "soft small", anchor="end"))
        for line in _wrapped(f"⚡ {row.fault}", int((WIDTH - 2 * MARGIN) / BOLD)) if row.fault else ():
            self.y += LINE
            self.parts.append(_text(MARGIN + 4, self.y, line, "fault"))
        if row.source != row.target:
            self._arrow(row)
        elif row.source in self.x:
            self._mark(row)
        self.y += 5
        if row.wrong:
            band = f'<rect class="band" x="0" y="{top + 5:.0f}" width="{WIDTH}" height="{self.y - top - 1:.0f}"/>'
            bar = f'<rect class="bar" x="0" y="{top + 5:.0f}" width="5" height="{self.y - top - 1:.0f}"/>'
            self.behind += [band, bar]

    def _arrow(self, row: Row) -> None:
        """From lane to lane; dashed, and with a cross at its end, where no answer came."""
        self.y += ARROW
        start, end = self.x[row.source], self.x[row.target]
        way = 1 if end > start else -1
        tone = "wrong" if row.wrong else row.tone
        tip = end - way * 2
        self.parts.append(_line(f"arrow {tone}", start, tip - way * HEAD, self.y))
        if row.at_once:
            self.parts.append(_text(WIDTH - MARGIN, self.y + 4, "at the same time", "soft small", anchor="end"))
        base = tip - way * HEAD
        points = f"{tip:.0f},{self.y:.0f} {base:.0f},{self.y - 4:.0f} {base:.0f},{self.y + 4:.0f}"
        self.parts.append(f'<polygon class="tip {tone}" points="{points}"/>')
        if row.fault:
            self._bolt(end, self.x[FAULTS])
        if row.status:
            self._chip(start, end, row.status, "wrong" if row.wrong and row.tone == GOOD else row.tone)
        self.y += 3

    def _bolt(self, x: float, lane: float) -> None:
        """From the lane of faults to where it hits."""
        y = self.y
        self.parts += [_line("hit", lane - 5, x + 5, y), _lightning(lane, y)]

    def _chip(self, start: float, end: float, text: str, tone: str) -> None:
        """What came back: on the arrow, or beside one that is too short for it."""
        text = _wrapped(text, MOST_STATUS, 1)[0]
        width = len(text) * 6.8 + 10
        fits = width < abs(end - start) - 3 * HEAD
        x = (start + end) / 2 if fits else max(start, end) + width / 2 + 6
        left = min(max(x - width / 2, MARGIN), WIDTH - MARGIN - width)
        self.parts.append(
            f'<rect class="chip {tone}" x="{left:.0f}" y="{self.y - CHIP / 2:.1f}" width="{width:.0f}" '
            f'height="{CHIP}" rx="7"/>' + _text(left + width / 2, self.y + 4, text, f"status {tone}", anchor="middle")
        )

    def _mark(self, row: Row) -> None:
        """Something in one lane."""
        self.y += ARROW
        x = self.x[row.source]
        dot = f'<circle class="dot" cx="{x:.0f}" cy="{self.y:.0f}" r="4"/>'
        self.parts.append(_lightning(x, self.y) if row.source == FAULTS else dot)
        if row.fault:
            self._bolt(x, self.x[FAULTS])
        self.y += 4

    def _end(self) -> None:
        """What the checkout says and what Stripe holds, side by side: where they differ, something is wrong."""
        sides = [(lane, self.lanes.end.get(lane, ())) for lane in (CHECKOUT, STRIPE)]
        if not any(lines for _, lines in sides):
            return
        self.y += 20
        self.parts.append(_text(MARGIN, self.y, "At the end", "head"))
        self.y += 6
        top, lowest, half = self.y, self.y, (WIDTH - 3 * MARGIN) / 2
        for side, (lane, told) in enumerate(sides):
            left, self.y = MARGIN + side * (half + MARGIN), top
            said = "The checkout says" if lane == CHECKOUT else "Stripe holds"
            self.y += 16
            self.parts.append(_text(left + 8, self.y, said, "head"))
            for line in _few(told):
                bad = line.startswith(WRONG)
                for part in _wrapped(line, int((half - 16) / (BOLD if bad else CHARACTER)), MOST_END):
                    self.y += LINE
                    self.parts.append(_text(left + 8, self.y, part, "wrong" if bad else "step"))
            lowest = max(lowest, self.y + 8)
        for side in (0, 1):
            left = MARGIN + side * (half + MARGIN)
            box = f'x="{left:.0f}" y="{top:.0f}" width="{half:.0f}" height="{lowest - top:.0f}" rx="6"'
            self.behind.append(f'<rect class="box" {box}/>')
        self.y = lowest

    def _names(self) -> None:
        notes = [f"{short}: {long}" for short, long in self.lanes.names.items()]
        for line in (*_few(tuple(notes)), *self.lanes.unseen):
            self._lines(line, "soft small", 10.5, 6.2)

    def _lines(self, text: str, kind: str, size: float, character: float, most: int = MOST_LINES) -> None:
        for line in _wrapped(text, int((WIDTH - 2 * MARGIN) / character), most):
            self.y += size * 1.3
            self.parts.append(_text(MARGIN, self.y, line, kind))


def _few(lines: tuple[str, ...]) -> Iterator[str]:
    yield from lines[:MOST_END]
    if len(lines) > MOST_END:
        yield f"and {len(lines) - MOST_END} more"


def _wrapped(text: str, room: int, most: int = MOST_LINES) -> list[str]:
    lines = wrap(_plain(text), room) or [""]
    return [*lines[: most - 1], lines[most - 1][: room - 1] + "…"] if len(lines) > most else lines


def _line(kind: str, start: float, end: float, y: float) -> str:
    return f'<line class="{kind}" x1="{start:.0f}" x2="{end:.0f}" y1="{y:.0f}" y2="{y:.0f}"/>'


def _lightning(x: float, y: float) -> str:
    return f'<polygon class="bolt" transform="translate({x:.0f} {y:.0f})" points="{BOLT}"/>'


def _text(x: float, y: float, text: str, kind: str, anchor: str = "") -> str:
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}"{where}>{escape(_plain(text))}</text>'


def _plain(text: str) -> str:
    return PLAIN.sub("?", text)
