#!/usr/bin/env python3
# gst-reel: AI video production as GStreamer elements
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks that what Markdown files link to inside the repository exists.

Takes the files' names; prints links that lead nowhere, to a file or to a heading, and ends with 1
where there are any.
"""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

INLINE = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$")
FENCE = re.compile(r"^\s*(```|~~~)")
ELSEWHERE = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


def prose_lines(path):
    """Numbered lines outside code blocks, without code spans."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def anchors(path):
    """The names that the headings of a file get where it is shown."""
    found = set()
    for _, line in prose_lines(path):
        heading = HEADING.match(line)
        if not heading:
            continue
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1)).lower()
        name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        number = 1
        unique = name
        while unique in found:
            unique = f"{name}-{number}"
            number += 1
        found.add(unique)
    return found


def check_file(path):
    bad = 0
    for number, line in prose_lines(path):
        line = re.sub(r"`[^`]*`", "", line)
        for link in INLINE.findall(line) + REFERENCE.findall(line):
            if ELSEWHERE.match(link):
                continue
            name, _, anchor = unquote(link).partition("#")
            target = path.parent / name if name else path
            if not target.exists():
                print(f"{path}:{number}: {link}: there is no {target}")
                bad += 1
            elif anchor and target.suffix == ".md" and anchor not in anchors(target):
                print(f"{path}:{number}: {link}: there is no such heading in {target}")
                bad += 1
    return bad


def main():
    bad = sum(check_file(Path(name)) for name in sys.argv[1:])
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
