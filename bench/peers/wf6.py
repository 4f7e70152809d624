"""The sixth of Fredrik Lundh's wide finders, in the Python of today.

    python3 wf6.py LOG WORKERS [all]

Worker processes map the log into memory and search ranges of it that begin
and end with a line; what they count comes back over pipes. A worker gets its
next range when the last one's counts have arrived, so that no pipe fills up
while nobody reads it, as could happen to the original. Prints the ten
articles that were fetched most, or all of them, as wf find does.
"""

import mmap
import os
import sys
from collections import Counter, defaultdict
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

from wf2 import PATTERN, show

# Bytes of a range. The original was timed with 1 MiB and with 50 MB. Of 1.3 GB
# by two workers: 1 MiB 1.08 s, 8 MiB 0.86, 64 MiB 0.71, 256 MiB 0.74.
RANGE = 64 << 20


def ranges(path):
    """Yield the ranges of a log, as the originals cut them: seek forward,
    then read to the end of the line there."""
    size = os.path.getsize(path)
    with open(path, "rb") as log:
        begin = 0
        while begin < size:
            log.seek(begin + RANGE)
            log.readline()
            end = min(log.tell(), size)
            yield begin, end
            begin = end


def work(path, pipe):
    """Count the ranges that come from the pipe until None comes."""
    with open(path, "rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as log:
            for begin, end in iter(pipe.recv, None):
                pipe.send(Counter(PATTERN.findall(log, begin, end)))


def count(path, workers):
    """Return how often each article is in the log."""
    counts = defaultdict(int)
    todo = ranges(path)
    busy = []
    for _ in range(workers):
        ours, theirs = Pipe()
        Process(target=work, args=(path, theirs), daemon=True).start()
        theirs.close()
        hand_out(todo, ours, busy)
    while busy:
        for pipe in wait(busy):
            for key, number in pipe.recv().items():
                counts[key] += number
            busy.remove(pipe)
            hand_out(todo, pipe, busy)
    return counts


def hand_out(todo, pipe, busy):
    """Give the next range to the worker at the pipe; None if there is none."""
    piece = next(todo, None)
    pipe.send(piece)
    if piece:
        busy.append(pipe)


if __name__ == "__main__":
    show(count(sys.argv[1], int(sys.argv[2])), None if sys.argv[3:] == ["all"] else 10)
