#!/usr/bin/env python3
# gst-reel: AI video production as GStreamer elements
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts the single test cases of the last "meson test" in a build folder.

Prints what failed, with its output, and as its last line "N passed, N failed". Ends with 1 where
anything failed or nothing ran.

A case is a line "ok" or "not ok" of a program with the TAP protocol, a check of a program that uses
GStreamer's check library, and any other program as a whole. A program that was killed, ran into its
time limit or stopped before the end of its plan is one more failure, whatever its cases say.
"""

import argparse
import json
import re
import sys
from pathlib import Path

GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}
KILLED = {"TIMEOUT", "INTERRUPT"}
SHOWN_LINES = 150

TAP_CASE = re.compile(r"^(not )?ok\b(?P<rest>.*)$", re.MULTILINE)
TAP_PLAN = re.compile(r"^1\.\.(\d+)", re.MULTILINE)
TAP_BAIL = re.compile(r"^Bail out!", re.MULTILINE)
TAP_SKIP = re.compile(r"#\s*skip", re.IGNORECASE)
TAP_TODO = re.compile(r"#\s*todo", re.IGNORECASE)
CHECKS = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)", re.MULTILINE)
FIGURE = re.compile(r"^(?:# )?table:\s*(.+?)\s*$", re.MULTILINE)


class Program:
    """One test program and what became of it."""

    def __init__(self, entry, protocols):
        self.name = entry["name"].split(" / ")[-1]
        self.suite = entry["name"].split(" / ")[0].split(":")[-1] if " / " in entry["name"] else ""
        self.result = entry["result"]
        self.returncode = entry.get("returncode") or 0
        self.stdout = entry.get("stdout") or ""
        self.stderr = entry.get("stderr") or ""
        self.passed = self.failed = self.skipped = 0
        self.figures = [
            [cell.strip() for cell in line.split("|")]
            for line in FIGURE.findall(self.stdout + "\n" + self.stderr)
        ]

        protocol = protocols.get(self.name)
        if protocol == "tap" or (protocol is None and TAP_PLAN.search(self.stdout)):
            self._count_tap()
        elif CHECKS.search(self.stdout):
            self._count_checks()
        elif self.result == "SKIP":
            self.skipped = 1
        elif self.result in GOOD:
            self.passed = 1
        else:
            self.failed = 1

    @property
    def good(self):
        return self.result in GOOD

    @property
    def killed(self):
        return self.result in KILLED or self.returncode < 0

    def _count_tap(self):
        for case in TAP_CASE.finditer(self.stdout):
            rest = case.group("rest")
            if TAP_SKIP.search(rest):
                self.skipped += 1
            elif case.group(1) and not TAP_TODO.search(rest):
                self.failed += 1
            else:
                self.passed += 1

        plan = TAP_PLAN.search(self.stdout)
        seen = self.passed + self.failed + self.skipped
        # meson takes a program that says nothing at all for one that skipped all of its cases.
        cut_short = plan is None or seen != int(plan.group(1)) or TAP_BAIL.search(self.stdout)
        if self.killed or cut_short or (not self.good and self.failed == 0):
            self.failed += 1

    def _count_checks(self):
        for checks, failures, errors in CHECKS.findall(self.stdout):
            bad = int(failures) + int(errors)
            self.passed += int(checks) - bad
            self.failed += bad
        if self.killed or (not self.good and self.failed == 0):
            self.failed += 1

    def describe_end(self):
        if self.returncode < 0:
            return f"{self.result}, killed by signal {-self.returncode}"
        return f"{self.result}, exit status {self.returncode}"


def read_protocols(build):
    path = build / "meson-info" / "intro-tests.json"
    if not path.exists():
        return {}
    return {test["name"]: test.get("protocol") for test in json.loads(path.read_text())}


def read_programs(build):
    """The programs of the last run in the order of their names; none where there was no run."""
    path = build / "meson-logs" / "testlog.json"
    if not path.exists():
        return []
    protocols = read_protocols(build)
    programs = []
    with path.open(encoding="utf-8", errors="replace") as log:
        for line in log:
            if line.strip():
                programs.append(Program(json.loads(line), protocols))
    return sorted(programs, key=lambda program: (program.suite, program.name))


def print_tail(title, text):
    lines = text.splitlines()
    if not lines:
        return
    print(f"  {title}:")
    if len(lines) > SHOWN_LINES:
        print(f"    ({len(lines) - SHOWN_LINES} lines before these are in meson-logs/testlog.txt)")
    for line in lines[-SHOWN_LINES:]:
        print(f"    {line}")


def print_failures(programs):
    for program in programs:
        if program.failed == 0:
            continue
        print(f"\nFAILED: {program.suite} / {program.name} ({program.describe_end()}; "
              f"{program.passed} cases passed, {program.failed} failed)")
        # The reason is in a line of its own far above the end where many cases follow it.
        for line in program.stdout.splitlines():
            if re.match(r"^(not ok\b(?!.*#\s*todo)|Bail out!)", line, re.IGNORECASE):
                print(f"  {line}")
        print_tail("output", program.stdout)
        print_tail("errors", program.stderr)


def print_markdown(programs):
    """The tables of docs/test-results.md."""
    print("| Suite | Program | Passed | Failed | Skipped |")
    print("|---|---|--:|--:|--:|")
    for program in programs:
        print(f"| {program.suite} | {program.name} | {program.passed} | {program.failed} "
              f"| {program.skipped} |")
    totals = [sum(getattr(program, field) for program in programs)
              for field in ("passed", "failed", "skipped")]
    print("| | **all** | " + " | ".join(f"**{total}**" for total in totals) + " |")

    for program in programs:
        if not program.figures:
            continue
        columns = max(2, *(len(figure) for figure in program.figures))
        print(f"\n### Figures of {program.suite} / {program.name}\n")
        print("| Figure | Value |" + " |" * (columns - 2))
        print("|---|---|" + "---|" * (columns - 2))
        for figure in program.figures:
            print("| " + " | ".join(figure + [""] * (columns - len(figure))) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help="build folder")
    parser.add_argument("--status", type=int, default=0, help="exit status of meson test")
    parser.add_argument("--markdown", action="store_true", help="print tables instead")
    arguments = parser.parse_args()

    programs = read_programs(arguments.build)
    if arguments.markdown:
        print_markdown(programs)
        return 0

    passed = sum(program.passed for program in programs)
    failed = sum(program.failed for program in programs)
    skipped = sum(program.skipped for program in programs)
    print_failures(programs)
    if arguments.status != 0 and failed == 0:
        print("\nFAILED: meson test itself, see above")
        failed = 1
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
