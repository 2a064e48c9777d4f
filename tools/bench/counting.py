"""System calls and heap allocations per request of a running program, counted under load."""

import os
import re
import shutil
import signal
import subprocess
import time

import load
import processes


class Window:
    """So many requests to a program with warm connections, while load runs in the background."""

    def __init__(self, port, connections, requests, cpu):
        """`requests` tells how many requests the program has served so far."""
        self._requests = requests
        self._load = load.Background(port, connections, cpu)
        self._await(requests() + 20 * connections)

    def _await(self, count):
        deadline = time.monotonic() + 60
        while (served := self._requests()) < count:
            if time.monotonic() > deadline:
                raise RuntimeError("the load does not get on: not enough requests within 60 s")
            time.sleep(1)  # seldom: the asking costs the program something as well
        return served

    def run(self, count):
        """Returns how many requests were served from now on, `count` or a few more."""
        before = self._requests()
        return self._await(before + count) - before

    def close(self):
        self._load.stop()


class SystemCalls:
    """Counts with strace from construction to `total`. Raises where strace is missing or not allowed."""

    def __init__(self, program):
        self._summary = os.path.join(os.path.dirname(program.log_path), "strace")
        command = ["strace", "-f", "-c", "-o", self._summary]
        for pid in program.pids():
            command += ["-p", str(pid)]
        if not shutil.which("strace"):
            raise RuntimeError("strace is not installed (tools/setup)")
        self._tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for _ in program.pids():
            line = self._tracer.stderr.readline()
            if "attached" not in line:
                raise RuntimeError(f"strace cannot count: {line}")

    def total(self):
        self._tracer.send_signal(signal.SIGINT)
        self._tracer.communicate()
        with open(self._summary) as f:
            total = re.search(r"100\.00\s+[\d.]+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total", f.read())
        return int(total.group(1))


def preload(library, counter_path):
    """The environment for a program whose allocations are to be counted, with processes.read_counter."""
    return {"LD_PRELOAD": library, "NUNCIO_ALLOCATIONS_FILE": counter_path}


def system_calls_of_run(program, port, seconds, connections, cpu=1):
    """Per request of a whole run, the making of the connections included; None where strace cannot count."""
    try:
        counter = SystemCalls(program)
    except RuntimeError as error:
        print(error)
        return None
    served = load.run(port, seconds, connections, cpu=cpu).requests
    return counter.total() / served


def allocations_of_run(counter_path, port, seconds, connections, cpu=1):
    """Per request of a whole run of a warm program; None when it has an allocator of its own."""
    load.run(port, 1, connections, cpu=cpu)
    before = processes.read_counter(counter_path)
    if before == 0:
        return None
    served = load.run(port, seconds, connections, cpu=cpu).requests
    return (processes.read_counter(counter_path) - before) / served
