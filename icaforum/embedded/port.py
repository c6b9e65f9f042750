"""The port that the demo is served on: PORT, else the first free one from 8000."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from icaforum.embedded.errors import StartError

FIRST, LAST = 8000, 8099


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Give a socket that listens on the port, for the web server to inherit.

    It is taken at the start, so that nobody takes the port while the demo is prepared. Raises StartError for
    a PORT that is no port, may not be used or is taken, and where all ports of the range are taken.
    """
    wanted = os.environ.get("PORT", "")
    if wanted and not (wanted.isdecimal() and 0 < int(wanted) < 65536):
        raise StartError(f"PORT must be a number between 1 and 65535, not {wanted}.")
    for port in [int(wanted)] if wanted else range(FIRST, LAST + 1):
        if listener := _listener(port):
            with listener:
                yield listener
            return
    busy = f"Port {wanted} is in use" if wanted else f"The ports {FIRST} to {LAST} are in use"
    raise StartError(f"{busy}: choose another, such as `make demo PORT=8123`.")


def _listener(port: int) -> socket.socket | None:
    """Return a listening socket on this machine's own address; None where the port is taken."""
    listener = socket.socket()
    try:
        # Else a stopped demo's last connections keep its port for a minute.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except PermissionError:
        # Ports below 1024 are root's on most systems; the next one would fail in the same way.
        raise StartError(f"Port {port} is not for you: choose one above 1023.") from None
    except OSError:
        listener.close()
        return None
    return listener
