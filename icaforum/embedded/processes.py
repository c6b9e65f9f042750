"""What the machine says about processes, by /proc on Linux and by `ps` elsewhere (macOS).

A pid file is never asked: a killed server leaves one, and its pid may be a zombie's or a stranger's by then.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def started_at(pid: int) -> str | None:
    """Return when a process began, as a text to compare; None if it is gone or a zombie.

    Pid and start together name one process, while the machine gives a pid alone to others again.
    """
    if (PROC / "self/stat").exists():
        try:
            # After the name, which stands in brackets and may itself hold brackets and spaces.
            fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
            boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return None
        # Fields 3 (state) and 22 (start, in clock ticks since boot) of proc(5); Z is a zombie, X is dead.
        return None if fields[0] in "ZX" else f"{boot} {fields[19]}"
    state, _, start = _ps("-o", "stat=,lstart=", "-p", str(pid)).partition(" ")
    return None if not state or state.startswith("Z") else start.strip()


def with_argument(argument: str, programs: tuple[str, ...] = ()) -> list[int]:
    """Return the pids of all processes that have this argument, of any program or of these."""
    return [
        pid
        for pid, arguments in _all_arguments()
        if f" {argument} " in f"{arguments} "
        and (not programs or Path(arguments.split(" ")[0]).name in programs)
    ]


def end(pids: list[int], polite: signal.Signals, *, patience: float) -> None:
    """Ask the processes to stop with the signal `polite`; kill those that run after `patience` seconds."""
    # With their starts, so that no signal reaches a stranger that got the pid of one that has ended.
    known = {pid: start for pid in pids if (start := started_at(pid))}
    for sig, seconds in ((polite, patience), (signal.SIGKILL, 5.0)):
        for pid in [pid for pid, start in known.items() if started_at(pid) == start]:
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                continue
        # Many are no children of ours, so that there is nothing to wait for but their disappearing.
        until = time.monotonic() + seconds
        while any(started_at(pid) == start for pid, start in known.items()):
            if time.monotonic() > until:
                break
            time.sleep(0.02)
        else:
            return


def _all_arguments() -> Iterator[tuple[int, str]]:
    """Yield the pid of each process of the machine with its arguments, separated by spaces."""
    if not (PROC / "self/cmdline").exists():
        for line in _ps("-A", "-o", "pid=,args=").splitlines():
            pid, _, arguments = line.strip().partition(" ")
            yield int(pid), arguments
        return
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                raw = (folder / "cmdline").read_bytes()
            except OSError:  # it has ended since its folder was listed
                continue
            yield int(folder.name), os.fsdecode(raw.rstrip(b"\0").replace(b"\0", b" "))


def _ps(*arguments: str) -> str:
    return subprocess.run(["ps", *arguments], capture_output=True, text=True, check=False).stdout.strip()
