"""System calls and heap allocations per request of a running program, counted under load."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time

import load
import processes


def system_calls(program, port, seconds, connections, requests=None):
    """Per request, by strace's summary, a share of epoll_wait included; None where strace cannot count.

    With `requests`, a function that tells how many requests the program has served, only the steady state is counted;
    without it the making of the connections counts as well.
    """
    if not shutil.which("strace"):
        return None
    summary = os.path.join(os.path.dirname(program.log_path), "strace")
    command = ["strace", "-f", "-c", "-o", summary]
    for pid in program.pids():
        command += ["-p", str(pid)]
    background = threading.Thread(target=load.run, args=(port, seconds + 3, connections))
    if requests is not None:
        background.start()
        before = requests()
        while requests() < before + 20 * connections:
            time.sleep(0.05)  # all connections are made and warm
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in program.pids():
        if "attached" not in tracer.stderr.readline():
            tracer.kill()
            return None  # not allowed here
    if requests is None:
        served = load.run(port, seconds, connections).requests
    else:
        before = requests()
        time.sleep(seconds)
        served = requests() - before
    tracer.send_signal(signal.SIGINT)
    tracer.communicate()
    if requests is not None:
        background.join()
    with open(summary) as f:
        total = re.search(r"100\.00\s+[\d.]+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total", f.read())
    return int(total.group(1)) / served if total else None


def preload(library, counter_path):
    """The environment for a program whose allocations are to be counted."""
    return {"LD_PRELOAD": library, "NUNCIO_ALLOCATIONS_FILE": counter_path}


def allocations(counter_path, port, seconds, connections, cpu=1):
    """The difference between two moments of a warm program; None when it has an allocator of its own."""
    load.run(port, 1, connections, cpu=cpu)
    before = processes.read_counter(counter_path)
    if before == 0:
        return None
    result = load.run(port, seconds, connections, cpu=cpu)
    return (processes.read_counter(counter_path) - before) / result.requests
