"""No request is lost while everything changes: the real binaries, two workers, real sockets.

Three kinds of clients run all the time: keep-alive, a connection for each request, and 30-second uploads. Meanwhile
listeners, filter chains, routes, clusters and endpoints are replaced 200 times, and the control plane is killed and started
again. No request may fail, and what the clients and the upstreams counted must agree.

usage: zero_loss_test.py NUNCIO NUNCIO_CONTROL
"""

import asyncio
import http.client
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
import urllib.request

CHANGES = 200
# One of them in the midst of the replacement of a cluster.
RESTARTS = (66, 133)
UPLOAD_SECONDS = 30
UPLOADS = 3
TYPE = "type.googleapis.com/envoy."


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


class Upstreams:
    """HTTP/1.1 servers in one thread that count each answer they gave."""

    def __init__(self, count):
        self.answers = 0
        self.body_bytes = 0
        self.ports = []
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(count, started), daemon=True).start()
        started.wait()

    def _run(self, count, started):
        asyncio.set_event_loop(self._loop)
        for _ in range(count):
            server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512))
            self.ports.append(server.sockets[0].getsockname()[1])
        started.set()
        self._loop.run_forever()

    async def _serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = await self._read_body(head.lower(), reader)
                self.answers += 1
                self.body_bytes += size
                body = str(size).encode()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    @staticmethod
    async def _read_body(head, reader):
        if b"transfer-encoding: chunked" not in head:
            return 0
        total = 0
        while True:
            size = int((await reader.readuntil(b"\r\n")).strip(), 16)
            await reader.readexactly(size + 2)
            if size == 0:
                return total
            total += size


class Client(threading.Thread):
    """Makes requests until it is told to stop; keeps how many were answered and what went wrong."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world = world
        self.answered = 0
        self.uploaded = 0
        self.failures = []

    def run(self):
        while not self.world.stopping.is_set():
            try:
                self.round()
            except Exception as error:  # whatever it is, a user would have seen it
                self.failures.append(f"{type(self).__name__}: {type(error).__name__}: {error}")
                if len(self.failures) >= 20:
                    return

    def answer(self, response):
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"status {response.status}: {body[:200]!r}")
        self.answered += 1
        return body

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.world.port, timeout=20)


class KeepAliveClient(Client):
    """One connection until the proxy says close."""

    def round(self):
        connection = self.connect()
        try:
            while not self.world.stopping.is_set():
                connection.request("GET", "/")
                response = connection.getresponse()
                self.answer(response)
                if response.will_close:
                    return
        finally:
            connection.close()


class OneShotClient(Client):
    """A connection for each request."""

    def round(self):
        connection = self.connect()
        try:
            connection.request("GET", "/", headers={"connection": "close"})
            self.answer(connection.getresponse())
        finally:
            connection.close()


class UploadClient(Client):
    """Bodies that take 30 seconds to send, or until the end of the test if that is later."""

    def round(self):
        connection = self.connect()
        sent = 0
        try:
            connection.putrequest("POST", "/upload")
            connection.putheader("transfer-encoding", "chunked")
            connection.endheaders()
            for _ in range(UPLOAD_SECONDS * 5):
                connection.send(b"400\r\n" + b"x" * 0x400 + b"\r\n")
                sent += 0x400
                self.world.pace.wait(0.2)
            connection.send(b"0\r\n\r\n")
            body = self.answer(connection.getresponse())
            if int(body) != sent:
                raise RuntimeError(f"{sent} bytes were sent, {body!r} arrived")
            self.uploaded += sent
        finally:
            connection.close()
        self.world.uploads_done.release()
        self.world.stopping.wait()


class Resources:
    """What the control plane serves. Each change writes one file in one step, as a careful user does."""

    def __init__(self, folder, port, upstream_ports):
        self.folder = folder
        self.port = port
        self.upstream_ports = upstream_ports
        self.listener_number = self.chain_number = self.route_number = 0
        self.cluster_number = self.endpoint_number = 0
        self.write_all()

    def write(self, name, resources):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w") as f:
            json.dump({"resources": resources}, f)
        os.rename(path + ".new", path)

    def write_all(self):
        self.write_clusters()
        self.write_endpoints()
        self.write_routes()
        self.write_listeners()

    def write_listeners(self):
        manager = {
            "@type": TYPE + "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": f"chain{self.chain_number}",
            "rds": {"route_config_name": "routes", "config_source": {"ads": {}, "resource_api_version": "V3"}},
            "http_filters": [
                {"name": "router", "typed_config": {"@type": TYPE + "extensions.filters.http.router.v3.Router"}}
            ],
        }
        listener = {
            "@type": TYPE + "config.listener.v3.Listener",
            "name": "front",
            "address": address(self.port),
            "per_connection_buffer_limit_bytes": 1048576 + self.listener_number,
            "filter_chains": [{"name": "chain", "filters": [{"name": "http", "typed_config": manager}]}],
        }
        self.write("listeners.json", [listener])

    def write_routes(self):
        route = {
            "@type": TYPE + "config.route.v3.RouteConfiguration",
            "name": "routes",
            "virtual_hosts": [
                {
                    "name": f"all{self.route_number}",
                    "domains": ["*"],
                    "routes": [
                        {
                            "match": {"prefix": "/"},
                            "route": {"cluster": f"cluster{self.cluster_number}", "timeout": "60s"},
                        }
                    ],
                }
            ],
        }
        self.write("routes.json", [route])

    def write_clusters(self, numbers=None):
        self.write(
            "clusters.json",
            [
                {
                    "@type": TYPE + "config.cluster.v3.Cluster",
                    "name": f"cluster{number}",
                    "type": "EDS",
                    "connect_timeout": "5s",
                    "eds_cluster_config": {"eds_config": {"ads": {}, "resource_api_version": "V3"}},
                }
                for number in numbers or [self.cluster_number]
            ],
        )

    def write_endpoints(self, numbers=None):
        number = self.endpoint_number
        ports = self.upstream_ports[number % 2 :: 2] if number % 3 else self.upstream_ports
        endpoints = [{"lb_endpoints": [{"endpoint": {"address": address(p)}} for p in ports]}]
        self.write(
            "endpoints.json",
            [
                {
                    "@type": TYPE + "config.endpoint.v3.ClusterLoadAssignment",
                    "cluster_name": f"cluster{number}",
                    "endpoints": endpoints,
                }
                for number in numbers or [self.cluster_number]
            ],
        )

    def stat_of(self, kind):
        """The stat that shows that the proxy has taken a change of that kind."""
        return {
            "change_listener": "listener_manager.lds.update_success",
            "change_chain": "listener_manager.lds.update_success",
            "change_route": ".rds.routes.update_success",
            "change_cluster": "cluster_manager.cds.update_success",
            "change_endpoints": f"cluster.cluster{self.cluster_number}.update_success",
        }[kind]

    # The five kinds of change.

    def change_listener(self):
        self.listener_number += 1
        self.write_listeners()

    def change_chain(self):
        self.chain_number += 1
        self.write_listeners()

    def change_route(self):
        self.route_number += 1
        self.write_routes()

    def change_cluster(self):
        """A new cluster takes over from the old one, which is removed: three files in the safe order."""
        old, new = self.cluster_number, self.cluster_number + 1
        self.write_endpoints([old, new])
        self.write_clusters([old, new])
        self.cluster_number = new
        self.write_routes()
        self.write_clusters([new])
        self.write_endpoints([new])

    def change_endpoints(self):
        self.endpoint_number += 1
        self.write_endpoints()


class World:
    def __init__(self, folder, nuncio, control):
        self.folder = folder
        self.control_binary = control
        self.stopping = threading.Event()
        self.pace = threading.Event()  # never set: waiting for it is how a slow client is slow
        self.uploads_done = threading.Semaphore(0)
        self.upstreams = Upstreams(4)
        self.port, self.admin_port, self.xds_port = free_ports(3)
        self.resource_folder = os.path.join(folder, "resources")
        os.mkdir(self.resource_folder)
        self.resources = Resources(self.resource_folder, self.port, self.upstreams.ports)
        self.logs = {}
        self.control = self.start_control()
        self.proxy = self.start("nuncio", [nuncio, "-c", self.write_bootstrap(), "--concurrency", "2", "-l", "info"])

    def start(self, name, command):
        self.logs[name] = os.path.join(self.folder, name + ".log")
        with open(self.logs[name], "ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def start_control(self):
        command = [self.control_binary, "--config-dir", self.resource_folder]
        return self.start("nuncio-control", command + ["--xds-address", f"127.0.0.1:{self.xds_port}"])

    def write_bootstrap(self):
        grpc = {"envoy_grpc": {"cluster_name": "control"}}
        bootstrap = {
            "node": {"id": "proxy", "cluster": "test"},
            "admin": {"address": address(self.admin_port)},
            "dynamic_resources": {
                "ads_config": {"api_type": "GRPC", "transport_api_version": "V3", "grpc_services": [grpc]},
                "lds_config": {"ads": {}, "resource_api_version": "V3"},
                "cds_config": {"ads": {}, "resource_api_version": "V3"},
            },
            "static_resources": {
                "clusters": [
                    {
                        "name": "control",
                        "type": "STATIC",
                        "connect_timeout": "1s",
                        "typed_extension_protocol_options": {
                            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                                "@type": TYPE + "extensions.upstreams.http.v3.HttpProtocolOptions",
                                "explicit_http_config": {"http2_protocol_options": {}},
                            }
                        },
                        "load_assignment": {
                            "cluster_name": "control",
                            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(self.xds_port)}}]}],
                        },
                    }
                ]
            },
        }
        path = os.path.join(self.folder, "bootstrap.json")
        with open(path, "w") as f:
            json.dump(bootstrap, f)
        return path

    def admin(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}{path}", timeout=5) as response:
            return response.read().decode()

    def stat(self, ending):
        """The sum of all stats whose names end so: the connection managers of two chains each count RDS."""
        lines = (line.partition(": ") for line in self.admin("/stats").splitlines())
        return sum(int(value) for name, _, value in lines if name.endswith(ending) and value.isdigit())

    def wait_until(self, what, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except OSError:
                pass  # not up yet
            time.sleep(0.01)
        raise AssertionError(f"{what}: not within {seconds} s\n{self.log_ends()}")

    def log_ends(self):
        text = ""
        for name, path in self.logs.items():
            with open(path, errors="replace") as f:
                text += f"--- {name}\n{f.read()[-3000:]}\n"
        return text

    def close(self):
        self.stopping.set()
        for process in (self.proxy, self.control):
            process.send_signal(signal.SIGKILL)
            process.wait()


class ZeroLossTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zero-loss-")
        self.addCleanup(folder.cleanup)
        self.world = World(folder.name, NUNCIO, NUNCIO_CONTROL)
        self.addCleanup(self.world.close)

    def change(self, number):
        world = self.world
        kinds = ["change_route", "change_endpoints", "change_chain", "change_cluster", "change_listener"]
        kind = kinds[number % len(kinds)]
        stat = world.resources.stat_of(kind)
        before = world.stat(stat)
        getattr(world.resources, kind)()
        world.wait_until(f"change {number} ({kind}) raises {stat}", lambda: world.stat(stat) > before)

    def restart_control_plane(self):
        world = self.world
        world.control.send_signal(signal.SIGKILL)
        world.control.wait()
        world.wait_until("the loss is noticed", lambda: world.stat("control_plane.connected_state") == 0)
        world.control = world.start_control()
        world.wait_until("the proxy is back", lambda: world.stat("control_plane.connected_state") == 1)

    def test_nothing_is_lost_while_everything_changes(self):
        world = self.world
        world.wait_until("the proxy is ready", lambda: world.admin("/ready").strip() == "LIVE")
        clients = [KeepAliveClient(world) for _ in range(3)] + [OneShotClient(world) for _ in range(2)]
        clients += [UploadClient(world) for _ in range(UPLOADS)]
        for client in clients:
            client.start()

        for number in range(CHANGES):
            self.change(number)
            if number in RESTARTS:
                self.restart_control_plane()
        for _ in range(UPLOADS):
            self.assertTrue(world.uploads_done.acquire(timeout=UPLOAD_SECONDS + 30), "an upload does not end")
        world.stopping.set()
        for client in clients:
            client.join(30)

        failures = [failure for client in clients for failure in client.failures]
        answered = sum(client.answered for client in clients)
        print(f"{answered} requests, {CHANGES} changes, {len(failures)} failures")
        self.assertEqual(failures, [], world.log_ends())
        self.assertEqual(answered, world.upstreams.answers)
        self.assertEqual(sum(client.uploaded for client in clients), world.upstreams.body_bytes)
        self.assertGreater(answered, 1000)
        self.assertIsNone(world.proxy.poll(), "the proxy ended")


if __name__ == "__main__":
    NUNCIO, NUNCIO_CONTROL = (os.path.abspath(argument) for argument in sys.argv[1:3])
    unittest.main(argv=sys.argv[:1], verbosity=2)
