"""System calls and heap allocations per request of a running program, counted under load."""

import os
import re
import shutil
import signal
import subprocess

import load
import processes


def system_calls(program, port, seconds, connections, cpu=1):
    """By strace's summary, epoll_wait and the making of the connections included; None without strace."""
    if not shutil.which("strace"):
        return None
    summary = os.path.join(os.path.dirname(program.log_path), "strace")
    command = ["strace", "-f", "-c", "-o", summary]
    for pid in program.pids():
        command += ["-p", str(pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in program.pids():
        if "attached" not in tracer.stderr.readline():
            tracer.kill()
            return None  # not allowed here
    result = load.run(port, seconds, connections, cpu=cpu)
    tracer.send_signal(signal.SIGINT)
    tracer.wait()
    with open(summary) as f:
        text = f.read()
    total = re.search(r"100\.00\s+[\d.]+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total", text)
    if total is None:
        return None
    return int(total.group(1)) / result.requests


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
