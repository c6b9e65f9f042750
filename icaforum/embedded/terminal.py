"""What `make demo` prints while somebody waits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def line(title: str) -> Iterator[None]:
    """Print one line for a step: its title, and once it is done, how long it took."""
    print(f"  {title + ' ':.<32} ", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:  # Ctrl-C and StartError too: the line must end before the next one begins
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)
