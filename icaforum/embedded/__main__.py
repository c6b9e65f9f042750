"""The servers and the demo from a shell: `python -m icaforum.embedded run [--throwaway] -- COMMAND …`."""

# Each function below that takes a pair is a command: its docstring is the help text that a shell shows, the
# words are those after the command, and what it returns is the exit code. A StartError ends any of them.

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType

from icaforum.embedded import demo
from icaforum.embedded.errors import StartError
from icaforum.embedded.pair import Pair


def run(pair: Pair, words: list[str]) -> int:
    """Run a command with both servers, and stop them after it."""
    with pair.in_use() as environment:
        try:
            child = subprocess.Popen(words, env=os.environ | environment)
        except OSError as error:
            raise StartError(f"{words[0]} cannot be run: {error.strerror}.") from error

        # We must outlive the command to stop the servers, so whoever tells us to stop tells the command.
        def pass_on(number: int, _frame: FrameType | None) -> None:
            child.send_signal(number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        signal.signal(signal.SIGINT, lambda *_: None)  # the terminal tells the command itself
        code = child.wait()
    return code if code >= 0 else 128 - code  # as a shell counts a command that a signal ended


def up(pair: Pair, _words: list[str]) -> int:
    """Start both servers and leave them running."""
    pair.up()
    return env(pair, [])


def down(pair: Pair, _words: list[str]) -> int:
    """Stop both servers."""
    if not pair.down():
        print("Another command still uses the servers; they stop when it ends.")
    return 0


def env(pair: Pair, _words: list[str]) -> int:
    """Print the addresses of the servers, for a shell to evaluate."""
    for name, url in pair.environment.items():
        print(f"export {name}='{url}'")
    return 0


def serve(pair: Pair, _words: list[str]) -> int:
    """Serve the whole portal on this machine."""
    return demo.run(pair)


def reset(pair: Pair, _words: list[str]) -> int:
    """Remove the data of the demo, or with --throwaway that of the tests."""
    if pair.throwaway:
        pair.remove()
    else:
        demo.reset(pair)
    return 0


COMMANDS = {"run": run, "up": up, "down": down, "env": env, "demo": serve, "reset": reset}


def main() -> int:
    """Read the command line, run the command and return its exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's «&» had it ignored
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` asks
            # An exit like any other, so that «finally» and `ExitStack` stop the servers.
            signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    parser = argparse.ArgumentParser(prog="python -m icaforum.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__)
        command.add_argument(
            "--throwaway", action="store_true", help="the fast and unsafe servers of the tests"
        )
        command.set_defaults(function=function, words=[])
        if name == "run":
            command.add_argument("words", nargs="+", metavar="COMMAND")
    chosen = parser.parse_args()
    return chosen.function(Pair(throwaway=chosen.throwaway), chosen.words)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
