"""The budget of a warm keep-alive request: at most 4.2 system calls and 2 heap allocations (docs/performance.md).

usage: hot_path_test.py NUNCIO ALLOCATION_COUNTER MEASURE_FOLDER
"""

import os
import sys
import tempfile
import unittest

SYSTEM_CALLS = 4.2
ALLOCATIONS = 2.0
CONNECTIONS = 64  # enough to keep the worker busy all the time
REQUESTS = 10000
# Load, upstream and proxy share one CPU: each finds all the work that the others have left for it, however busy the machine
# is otherwise, as on a worker under load.
CPU = 0


class HotPathTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="hot-path-")
        os.chmod(cls.folder.name, 0o755)
        port = processes.free_port()
        cls.upstream_port = port
        cls.upstream = processes.Program("upstream", peers.upstream(cls.folder.name, port), cls.folder.name, cpu=CPU)
        processes.wait_for_port(port, cls.upstream)

    @classmethod
    def tearDownClass(cls):
        cls.upstream.stop()
        cls.folder.cleanup()

    def start_proxy(self, env=None):
        port = processes.free_port()
        self.admin_port = processes.free_port()
        command = peers.xds_proxy(NUNCIO, self.folder.name, port, self.upstream_port, self.admin_port)
        proxy = processes.Program("nuncio", command, self.folder.name, cpu=CPU, env=env)
        self.addCleanup(proxy.stop)
        processes.wait_for_port(port, proxy)
        return proxy, port

    def window(self, port):
        window = counting.Window(port, CONNECTIONS, lambda: peers.requests_served(self.admin_port), CPU)
        self.addCleanup(window.close)
        return window

    def test_system_calls(self):
        proxy, port = self.start_proxy()
        window = self.window(port)
        counter = counting.SystemCalls(proxy)
        served = window.run(REQUESTS)
        count = counter.total() / served
        print(f"system calls per request: {count:.3f} ({served} requests)")
        self.assertGreater(count, 2)  # fewer would mean that something was not counted
        self.assertLessEqual(count, SYSTEM_CALLS)

    def test_allocations(self):
        path = os.path.join(self.folder.name, "allocations")
        _, port = self.start_proxy(env=counting.preload(COUNTER, path))
        window = self.window(port)
        before = processes.read_counter(path)
        self.assertGreater(before, 0, "nothing is counted")
        served = window.run(REQUESTS)
        count = (processes.read_counter(path) - before) / served
        print(f"heap allocations per request: {count:.3f} ({served} requests)")
        self.assertLessEqual(count, ALLOCATIONS)


if __name__ == "__main__":
    NUNCIO, COUNTER, measure = (os.path.abspath(argument) for argument in sys.argv[1:4])
    sys.path.insert(0, measure)
    import counting
    import peers
    import processes

    unittest.main(argv=sys.argv[:1], verbosity=2)
