"""Load by wrk, always bounded: on loopback, for given seconds."""

import re
import signal
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


def _command(port, seconds, connections, cpu):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/"]
    return command if cpu is None else ["taskset", "-c", str(cpu)] + command


def _check(text):
    result = Result(text)
    if result.errors:
        raise RuntimeError(f"{result.errors} requests failed:\n{text}")
    return result


def run(port, seconds, connections, cpu=None):
    """Keep-alive GETs of / over that many connections. Raises when any of them fails."""
    command = _command(port, seconds, connections, cpu)
    return _check(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


class Background:
    """The same until `stop`, for two minutes at most."""

    def __init__(self, port, connections, cpu=None):
        self._wrk = subprocess.Popen(_command(port, 120, connections, cpu), stdout=subprocess.PIPE, text=True)

    def stop(self):
        self._wrk.send_signal(signal.SIGINT)
        return _check(self._wrk.communicate()[0])
