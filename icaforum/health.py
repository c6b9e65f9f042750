"""Ask a running portal whether it is well: `python -m icaforum.health 8000`. For a container's health check.

The portal answers only to its own name, so the question is put in that name.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit


def main(port: int) -> int:
    """Return the exit code: 0 when the portal on this port of this machine answers, else 1."""
    connection = http.client.HTTPConnection("localhost", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(os.environ["BASE_URL"]).netloc})
        return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
