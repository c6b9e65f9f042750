"""What a person sees while they wait."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def line(title: str) -> Iterator[None]:
    """One line a step: what is being done, and once it is, how long it took."""
    print(f"  {title + ' ':.<32} ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)
