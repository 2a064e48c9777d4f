"""Load by wrk, always bounded: on loopback, for given seconds."""

import re
import subprocess

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


class Result:
    """What a run of wrk came to. Times in seconds."""

    def __init__(self, text):
        self.text = text
        self.requests = int(re.search(r"(\d+) requests in", text).group(1))
        self.per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
        self.p50 = self._latency("50%")
        self.p99 = self._latency("99%")
        failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        self.errors = (int(failed.group(1)) if failed else 0) + (sum(map(int, sockets.groups())) if sockets else 0)

    def _latency(self, quantile):
        found = re.search(rf"{quantile}\s+([\d.]+)(us|ms|s|m)", self.text)
        return float(found.group(1)) * _UNITS[found.group(2)] if found else float("nan")


def run(port, seconds, connections, cpu=None):
    """Keep-alive GETs of / over that many connections. Raises when any of them fails."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/"]
    if cpu is not None:
        command = ["taskset", "-c", str(cpu)] + command
    result = Result(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if result.errors:
        raise RuntimeError(f"{result.errors} requests failed:\n{result.text}")
    return result
