"""A Python program on a moved clock: `python -m tests.year.moved MODULE …` in the environment of `Clock`."""

import runpy
import select
import sys
import time


def sleep(seconds: float) -> None:
    """Sleep as `time.sleep` does, by a call that libfaketime leaves alone.

    It answers the one that Python chooses, `clock_nanosleep` by the monotonic clock, with EINVAL.
    """
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        select.select([], [], [], left)


if __name__ == "__main__":
    time.sleep = sleep
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
