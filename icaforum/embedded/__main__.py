"""The servers from a shell: `python -m icaforum.embedded run [--throwaway] -- COMMAND …`, up, down, env."""

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType

from icaforum.embedded import demo
from icaforum.embedded.errors import StartError
from icaforum.embedded.pair import Pair


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    parser = argparse.ArgumentParser(prog="python -m icaforum.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("run", "run a command with both servers, and stop them after it"),
        ("up", "start both servers and leave them running"),
        ("down", "stop both servers"),
        ("env", "print the addresses of the servers, for a shell to evaluate"),
        ("demo", "serve the whole portal on this machine"),
        ("reset", "remove the data of the demo"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "--throwaway", action="store_true", help="other servers, fast and unsafe, for tests"
        )
        if name == "run":
            command.add_argument("words", nargs="+", metavar="COMMAND")
    chosen = parser.parse_args()
    pair = Pair(throwaway=chosen.throwaway)
    match chosen.command:
        case "run":
            return _run(pair, chosen.words)
        case "up":
            pair.up()
        case "down" if not pair.down():
            print("Another command still uses the servers; they stop when it ends.")
        case "demo":
            return demo.run(pair)
        case "reset":
            demo.reset(pair)
    if chosen.command in {"up", "env"}:
        print("\n".join(f"export {name}='{url}'" for name, url in pair.environment.items()))
    return 0


def _run(pair: Pair, words: list[str]) -> int:
    with pair.in_use() as environment:
        try:
            child = subprocess.Popen(words, env=os.environ | environment)
        except OSError as error:
            raise StartError(f"{words[0]} cannot be run: {error.strerror}.") from error

        def pass_on(number: int, _frame: FrameType | None) -> None:
            child.send_signal(number)

        signal.signal(signal.SIGTERM, pass_on)
        signal.signal(signal.SIGHUP, pass_on)
        signal.signal(signal.SIGINT, lambda *_: None)  # the terminal tells the command itself
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
