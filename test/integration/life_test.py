"""The proxy as its operator sees it: how it starts, shows itself, follows its files and ends.

usage: life_test.py NUNCIO
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

TYPE = "type.googleapis.com/envoy."
HCM = TYPE + "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
ROUTER = {"name": "router", "typed_config": {"@type": TYPE + "extensions.filters.http.router.v3.Router"}}


def address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def listener(port, routes, name="main"):
    manager = {
        "@type": HCM,
        "stat_prefix": "main",
        "route_config": {
            "name": "local",
            "validate_clusters": False,
            "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": routes}],
        },
        "http_filters": [ROUTER],
    }
    filters = [{"name": "http", "typed_config": manager}]
    return {"name": name, "address": address(port), "filter_chains": [{"filters": filters}]}


def cluster(name, port):
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": address(port)}}]}]
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {"cluster_name": name, "endpoints": endpoints},
    }


def to_cluster(name):
    return {"match": {"prefix": "/"}, "route": {"cluster": name, "timeout": "60s"}}


class Upstream:
    """An HTTP/1.1 server that answers with its name; requests for /held wait until let_go is called."""

    def __init__(self, name):
        self.name = name
        self._go = threading.Event()
        self.held = threading.Semaphore(0)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as reader:
                while line := reader.readline():
                    while reader.readline() not in (b"\r\n", b""):
                        pass
                    if line.split()[1] == b"/held":
                        self.held.release()
                        self._go.wait(60)
                    body = self.name.encode()
                    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
        except OSError:
            pass

    def let_go(self):
        self._go.set()

    def close(self):
        self.let_go()
        self._socket.close()


class Proxy:
    def __init__(self, folder, bootstrap, *flags, stdout=None):
        self.folder = folder
        self.log_path = os.path.join(folder, "log")
        self.admin_path = os.path.join(folder, "admin-address")
        path = os.path.join(folder, "bootstrap.json")
        with open(path, "w") as f:
            json.dump({"admin": {"address": address(0)}, **bootstrap}, f)
        command = [NUNCIO, "-c", path, "--concurrency", "2", "--admin-address-path", self.admin_path, *flags]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log if stdout is None else stdout, stderr=log)

    def admin(self, path, method="GET"):
        with open(self.admin_path) as f:
            at = f.read().strip()
        request = urllib.request.Request(f"http://{at}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stat(self, name):
        for line in self.admin("/stats")[1].splitlines():
            key, _, value = line.partition(": ")
            if key == name:
                return int(value)
        return None

    def port(self, name="main"):
        for line in self.admin("/listeners")[1].splitlines():
            key, _, at = line.partition("::")
            if key == name:
                return int(at.rpartition(":")[2])
        return None

    def log(self):
        with open(self.log_path, errors="replace") as f:
            return f.read()

    def wait_until(self, what, condition, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except OSError:
                pass  # not up yet
            time.sleep(0.01)
        raise AssertionError(f"{what}: not within {seconds} s\n{self.log()[-3000:]}")

    def wait_live(self):
        self.wait_until("the proxy is live", lambda: self.admin("/ready") == (200, "LIVE\n"))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Client:
    """A keep-alive connection."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.reader = self.socket.makefile("rb")

    def send(self, path="/"):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nhost: a.example\r\n\r\n".encode())

    def answer(self):
        """(status, headers, body); status 0 where the connection closed."""
        line = self.reader.readline().decode()
        if not line:
            return 0, {}, ""
        headers = {}
        while (header := self.reader.readline().decode().strip()):
            key, _, value = header.partition(":")
            headers[key.lower()] = value.strip()
        return int(line.split()[1]), headers, self.reader.read(int(headers.get("content-length", 0))).decode()

    def get(self, path="/"):
        self.send(path)
        return self.answer()

    def close(self):
        self.reader.close()
        self.socket.close()


def refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return True
    return False


class LifeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="life-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def upstream(self, name):
        upstream = Upstream(name)
        self.addCleanup(upstream.close)
        return upstream

    def start(self, bootstrap, *flags, **more):
        proxy = Proxy(self.folder, bootstrap, *flags, **more)
        self.addCleanup(proxy.close)
        return proxy

    def serve(self, upstream, *flags):
        """A proxy with one listener and one cluster, live."""
        static = {"listeners": [listener(0, [to_cluster("a")])], "clusters": [cluster("a", upstream.port)]}
        proxy = self.start({"static_resources": static}, *flags)
        proxy.wait_live()
        return proxy

    def client(self, proxy):
        client = Client(proxy.port())
        self.addCleanup(client.close)
        return client

    def validate(self, bootstrap):
        path = os.path.join(self.folder, "checked.json")
        with open(path, "w") as f:
            json.dump(bootstrap, f, indent=1)
        return subprocess.run([NUNCIO, "-c", path, "--mode", "validate"], capture_output=True, text=True, timeout=30)

    def test_requests_reach_the_cluster_and_are_counted(self):
        proxy = self.serve(self.upstream("a"))
        client = self.client(proxy)
        for _ in range(3):
            self.assertEqual(client.get()[0::2], (200, "a"))
        proxy.wait_until("three requests are counted", lambda: proxy.stat("cluster.a.upstream_rq_200") == 3)
        self.assertEqual(proxy.stat("http.main.downstream_rq_2xx"), 3)
        self.assertIn('envoy_cluster_upstream_rq_total{envoy_cluster_name="a"} 3', proxy.admin("/stats/prometheus")[1])

    def test_all_mistakes_are_said_at_once_with_their_places(self):
        broken = {
            "static_resources": {
                "clusters": [{"name": "a", "type": "EDS"}, {"name": "a", "connect_timeout": "1s", "lb_policy": "MAGLEV"}]
            }
        }
        said = self.validate(broken)
        self.assertNotEqual(said.returncode, 0)
        self.assertRegex(said.stderr, r"checked\.json:\d+:\d+: .*static_resources\.clusters\[0\]\.eds_cluster_config")
        self.assertIn('static_resources.clusters[1].name: must not be that of another cluster, got "a"', said.stderr)
        self.assertIn("static_resources.clusters[1].lb_policy", said.stderr)

    def test_a_good_configuration_is_called_ok_and_opens_no_port(self):
        taken = self.upstream("a")
        static = {"listeners": [listener(taken.port, [to_cluster("a")])], "clusters": [cluster("a", taken.port)]}
        said = self.validate({"static_resources": static, "admin": {"address": address(taken.port)}})
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("OK", said.stdout)

    def test_a_port_that_is_taken_ends_the_start_with_its_name(self):
        taken = self.upstream("a")
        proxy = self.start({"static_resources": {"listeners": [listener(taken.port, [])]}})
        self.assertNotEqual(proxy.process.wait(20), 0)
        self.assertIn(f"127.0.0.1:{taken.port}", proxy.log())

    def test_files_that_are_replaced_change_clusters_and_listeners(self):
        blue, green = self.upstream("blue"), self.upstream("green")

        def put(kind, name, *resources):
            path = os.path.join(self.folder, kind + ".json")
            with open(path + ".new", "w") as f:
                json.dump({"version_info": name, "resources": resources}, f)
            os.rename(path + ".new", path)
            return {"path_config_source": {"path": path}, "resource_api_version": "V3"}

        def a_cluster(port):
            return {"@type": TYPE + "config.cluster.v3.Cluster", **cluster("a", port)}

        cds = put("cds", "1", a_cluster(blue.port))
        main = {"@type": TYPE + "config.listener.v3.Listener", **listener(0, [to_cluster("a")])}
        lds = put("lds", "1", main)
        proxy = self.start(
            {"node": {"id": "n", "cluster": "c"}, "dynamic_resources": {"cds_config": cds, "lds_config": lds}}
        )
        proxy.wait_live()
        client = self.client(proxy)
        self.assertEqual(client.get()[2], "blue")
        put("cds", "2", a_cluster(green.port))
        proxy.wait_until("green answers", lambda: client.get()[2] == "green")

        put("cds", "3", {**a_cluster(blue.port), "connect_timeout": "0s"})
        proxy.wait_until("the bad one is refused", lambda: proxy.stat("cluster_manager.cds.update_rejected") == 1)
        self.assertEqual(client.get()[2], "green")
        proxy.wait_until("the log says why", lambda: "connect_timeout: must be greater than 0s" in proxy.log())

        dump = json.loads(proxy.admin("/config_dump?resource=dynamic_active_clusters")[1])["configs"]
        self.assertEqual([entry["version_info"] for entry in dump], ["2"])

    def test_a_request_under_way_is_answered_after_sigterm_and_idle_connections_close_at_once(self):
        upstream = self.upstream("a")
        proxy = self.serve(upstream)
        idle, busy = self.client(proxy), self.client(proxy)
        self.assertEqual(idle.get()[0], 200)
        port = proxy.port()
        busy.send("/held")
        upstream.held.acquire()
        proxy.process.send_signal(signal.SIGTERM)
        self.assertEqual(idle.answer()[0], 0)
        proxy.wait_until("nobody listens any more", lambda: refuses(port))
        self.assertIsNone(proxy.process.poll())
        upstream.let_go()
        status, headers, body = busy.answer()
        self.assertEqual((status, headers.get("connection"), body), (200, "close", "a"))
        self.assertEqual(proxy.process.wait(20), 0)

    def test_the_drain_time_ends_what_does_not_end(self):
        upstream = self.upstream("a")
        proxy = self.serve(upstream, "--drain-time-s", "1")
        busy = self.client(proxy)
        busy.send("/held")
        upstream.held.acquire()
        proxy.process.send_signal(signal.SIGTERM)
        self.assertEqual(proxy.process.wait(20), 0)

    def test_a_second_signal_ends_at_once(self):
        upstream = self.upstream("a")
        proxy = self.serve(upstream)
        busy = self.client(proxy)
        busy.send("/held")
        upstream.held.acquire()
        proxy.process.send_signal(signal.SIGTERM)
        proxy.wait_until("it is ending", lambda: "ending: waiting" in proxy.log())
        proxy.process.send_signal(signal.SIGTERM)
        self.assertEqual(proxy.process.wait(20), 0)

    def test_output_that_nobody_reads_keeps_neither_the_other_logs_nor_the_end_waiting(self):
        def log(path):
            text = {"text_format_source": {"inline_string": "x" * 1000 + "\n"}}
            kind = TYPE + "extensions.access_loggers.file.v3.FileAccessLog"
            return {"name": "file", "typed_config": {"@type": kind, "path": path, "log_format": text}}

        for second_signal in (False, True):
            upstream = self.upstream("a")
            one = listener(0, [to_cluster("a")])
            other = os.path.join(self.folder, f"access-{second_signal}.log")
            manager = one["filter_chains"][0]["filters"][0]["typed_config"]
            manager["access_log"] = [log("/dev/stdout"), log(other)]
            static = {"listeners": [one], "clusters": [cluster("a", upstream.port)]}
            reader, writer = os.pipe()
            proxy = self.start(
                {"static_resources": static}, "--file-flush-interval-msec", "10", "--file-flush-min-size-kb", "1", stdout=writer
            )
            os.close(writer)
            proxy.wait_live()
            client = self.client(proxy)
            for _ in range(300):
                self.assertEqual(client.get()[0], 200)
            proxy.wait_until("the other log has all lines", lambda: os.path.getsize(other) == 300 * 1001)
            if second_signal:
                client.send("/held")
                upstream.held.acquire()
                proxy.process.send_signal(signal.SIGTERM)
                proxy.wait_until("it is ending", lambda: "ending: waiting" in proxy.log())
            proxy.process.send_signal(signal.SIGTERM)
            self.assertEqual(proxy.process.wait(10), 0)
            os.close(reader)

    def test_ready_follows_the_health_check_and_quit_ends_it(self):
        proxy = self.serve(self.upstream("a"))
        self.assertEqual(proxy.admin("/healthcheck/fail")[0], 405)
        self.assertEqual(proxy.admin("/healthcheck/fail", "POST"), (200, "OK\n"))
        self.assertEqual(proxy.admin("/ready"), (503, "DRAINING\n"))
        self.assertEqual(proxy.admin("/healthcheck/ok", "POST"), (200, "OK\n"))
        self.assertEqual(proxy.admin("/ready"), (200, "LIVE\n"))
        self.assertEqual(proxy.admin("/quitquitquit", "POST"), (200, "OK\n"))
        self.assertEqual(proxy.process.wait(20), 0)

    def test_the_pages_answer_while_it_waits_for_its_first_clusters(self):
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        source = {
            "api_config_source": {
                "api_type": "GRPC",
                "transport_api_version": "V3",
                "grpc_services": [{"envoy_grpc": {"cluster_name": "control"}}],
            },
            "resource_api_version": "V3",
            "initial_fetch_timeout": "1s",
        }
        proxy = self.start(
            {
                "node": {"id": "n", "cluster": "c"},
                "dynamic_resources": {"cds_config": source},
                "static_resources": {"clusters": [cluster("control", silent.getsockname()[1])]},
            }
        )
        proxy.wait_until("the admin answers", lambda: proxy.admin("/ready")[0] in (503, 200))
        first = proxy.admin("/ready")
        if first[0] == 503:
            self.assertEqual(first[1], "PRE_INITIALIZING\n")
        proxy.wait_live()
        self.assertEqual(proxy.stat("cluster_manager.cds.init_fetch_timeout"), 1)


if __name__ == "__main__":
    NUNCIO = os.path.abspath(sys.argv[1])
    unittest.main(argv=sys.argv[:1], verbosity=2)
