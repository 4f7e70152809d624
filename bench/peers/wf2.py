"""The second of Fredrik Lundh's wide finders, in the Python of today.

    python3 wf2.py LOG [all]

Line by line in one process: a test for the literal at the pattern's start,
and where it is there the pattern, compiled once. Prints the ten articles that
were fetched most, or all of them, as wf find does: count, tab, key.
"""

import re
import sys
from collections import defaultdict

PATTERN = re.compile(rb"GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) ")
LITERAL = b"GET /ongoing/When"


def count(path):
    """Return how often each article is in the log."""
    counts = defaultdict(int)
    search = PATTERN.search
    with open(path, "rb") as log:
        matches = (search(line) for line in log if LITERAL in line)
        for match in matches:
            if match:
                counts[match.group(1)] += 1
    return counts


def show(counts, limit):
    """Print the first rows by count, those of one count by key."""
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    for key, number in rows[:limit]:
        sys.stdout.buffer.write(b"%d\t%s\n" % (number, key))


if __name__ == "__main__":
    show(count(sys.argv[1]), None if sys.argv[2:] == ["all"] else 10)
