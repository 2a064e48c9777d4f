"""Programs under measurement: starting, pinning, ending them, and what the kernel says of them."""

import os
import signal
import socket
import struct
import subprocess
import time


def free_port():
    """A port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for_port(port, program, seconds=20):
    """Returns when somebody listens; fails when the program ends or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if program.process.poll() is not None:
            raise RuntimeError(f"{program.name} ended with status {program.process.returncode}:\n{program.output()}")
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{program.name} does not listen on port {port} after {seconds} s:\n{program.output()}")


class Program:
    """A running program with its children, its output kept in a file."""

    def __init__(self, name, command, folder, cpu=None, env=None):
        self.name = name
        self.log_path = os.path.join(folder, name + ".log")
        if cpu is not None:
            command = ["taskset", "-c", str(cpu)] + command
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, start_new_session=True
            )

    def output(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()[-4000:]

    def pids(self):
        """Itself and every descendant that is alive."""
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open(f"/proc/{entry}/stat") as f:
                        parents[int(entry)] = int(f.read().rpartition(")")[2].split()[1])
                except OSError:
                    continue
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return [pid for pid in found if pid in parents]

    def cpu_seconds(self):
        """User and system time of all its threads so far, to the nanosecond."""
        total = 0
        for pid in self.pids():
            try:
                threads = os.listdir(f"/proc/{pid}/task")
            except OSError:
                continue
            for thread in threads:
                try:
                    with open(f"/proc/{pid}/task/{thread}/schedstat") as f:
                        total += int(f.read().split()[0])
                except OSError:
                    continue
        return total / 1e9

    def memory_bytes(self):
        """Resident memory, shared pages counted once (PSS)."""
        total = 0
        for pid in self.pids():
            try:
                with open(f"/proc/{pid}/smaps_rollup") as f:
                    total += sum(int(line.split()[1]) * 1024 for line in f if line.startswith("Pss:"))
            except OSError:
                continue
        return total

    def stop(self):
        if self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGTERM)
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            except ProcessLookupError:
                self.process.wait()


def read_counter(path):
    """The count that allocation_counter.so keeps."""
    with open(path, "rb") as f:
        return struct.unpack("Q", f.read(8))[0]
