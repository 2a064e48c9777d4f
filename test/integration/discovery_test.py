"""Resources that come from files while the proxy runs: what is taken, what is refused, and what is said of it.

usage: discovery_test.py NUNCIO
"""

import json
import os
import sys
import unittest

import life_test as life
from life_test import TYPE, cluster, listener, to_cluster

TYPES = {
    "cds": TYPE + "config.cluster.v3.Cluster",
    "lds": TYPE + "config.listener.v3.Listener",
    "rds": TYPE + "config.route.v3.RouteConfiguration",
}


def routes(to, **fields):
    return {"name": "r", "virtual_hosts": [{"name": "v", "domains": ["*"], "routes": [to_cluster(to)]}], **fields}


def by_rds(source):
    """A listener whose routes are discovered."""
    out = listener(0, [])
    manager = out["filter_chains"][0]["filters"][0]["typed_config"]
    del manager["route_config"]
    manager["rds"] = {"route_config_name": "r", "config_source": source}
    return out


class DiscoveryTest(life.LifeTest):
    # The cases of the base class are run by life_test itself.
    @classmethod
    def names(cls):
        return [name for name in vars(cls) if name.startswith("test_")]

    def put(self, kind, version, *resources):
        """The file of a type, replaced in one step; its source."""
        path = os.path.join(self.folder, kind + ".json")
        with open(path + ".new", "w") as f:
            json.dump(
                {"version_info": version, "resources": [{"@type": TYPES[kind], **each} for each in resources]}, f
            )
        os.rename(path + ".new", path)
        return {"path_config_source": {"path": path}}

    def follow(self, clusters, listeners, *flags, static=()):
        dynamic = {"cds_config": self.put("cds", "1", *clusters), "lds_config": self.put("lds", "1", *listeners)}
        proxy = self.start(
            {
                "node": {"id": "n", "cluster": "c"},
                "dynamic_resources": dynamic,
                "static_resources": {"clusters": list(static)},
            },
            *flags,
        )
        proxy.wait_live()
        return proxy

    def test_a_listener_may_name_a_cluster_that_waits_for_its_endpoints(self):
        nobody = life.socket.create_server(("127.0.0.1", 0))
        self.addCleanup(nobody.close)
        source = {
            "api_config_source": {
                "api_type": "GRPC",
                "transport_api_version": "V3",
                "grpc_services": [{"envoy_grpc": {"cluster_name": "control"}}],
            },
            "resource_api_version": "V3",
            "initial_fetch_timeout": "0s",
        }
        warming = {"name": "b", "type": "EDS", "eds_cluster_config": {"eds_config": source}}
        proxy = self.follow([], [], static=[cluster("control", nobody.getsockname()[1])])
        self.put("cds", "2", warming)
        proxy.wait_until("the cluster waits", lambda: proxy.stat("cluster_manager.warming_clusters") == 1)
        strict = listener(0, [to_cluster("b")])
        strict["filter_chains"][0]["filters"][0]["typed_config"]["route_config"]["validate_clusters"] = True
        self.put("lds", "2", strict)
        proxy.wait_until("the listener is there", lambda: proxy.port() is not None)
        self.assertEqual(proxy.stat("listener_manager.lds.update_rejected"), 0)
        client = self.client(proxy)
        self.assertEqual(client.get()[0], 503)

    def test_discovered_routes_say_whether_their_clusters_must_be_there(self):
        upstream = self.upstream("a")
        source = self.put("rds", "1", routes("a"))
        proxy = self.follow([cluster("a", upstream.port)], [by_rds(source)])
        client = self.client(proxy)
        self.assertEqual(client.get()[0::2], (200, "a"))
        self.put("rds", "2", routes("none", validate_clusters=True))
        rejected = "http.main.rds.r.update_rejected"
        proxy.wait_until("the routes are refused", lambda: proxy.stat(rejected) == 1)
        self.assertIn('virtual_hosts[0].routes[0].route.cluster: must be a cluster that is there, got "none"', proxy.log())
        self.assertEqual(client.get()[0::2], (200, "a"))
        self.put("rds", "3", routes("none"))
        proxy.wait_until("the routes are taken", lambda: client.get()[0] == 503)
        self.assertEqual(proxy.stat(rejected), 1)

    def test_unknown_fields_of_files_go_by_the_flags(self):
        for flags, count, routes_taken in (
            ([], 1, True),
            (["--ignore-unknown-dynamic-fields"], 0, True),
            (["--reject-unknown-dynamic-fields"], 0, False),
        ):
            with self.subTest(flags=flags):
                upstream = self.upstream("a")
                proxy = self.follow([{**cluster("a", upstream.port), "no_such_field": 1}], [], *flags)
                self.assertEqual(proxy.stat("server.dynamic_unknown_fields"), count)
                self.assertEqual("a::" in proxy.admin("/clusters")[1], routes_taken)
                self.assertEqual("no_such_field" in proxy.log(), "--ignore-unknown-dynamic-fields" not in flags)
                proxy.close()

    def test_unknown_fields_of_the_bootstrap_are_counted_where_they_are_allowed(self):
        bootstrap = {"static_resources": {"clusters": [{**cluster("a", 1), "no_such_field": 1}]}}
        self.assertNotEqual(self.validate(bootstrap).returncode, 0)
        proxy = self.start(bootstrap, "--allow-unknown-static-fields")
        proxy.wait_live()
        self.assertEqual(proxy.stat("server.static_unknown_fields"), 1)

    def test_a_typed_struct_is_held_to_what_its_message_is_held_to(self):
        def in_struct(change):
            out = listener(0, [to_cluster("a")])
            manager = out["filter_chains"][0]["filters"][0]["typed_config"]
            del manager["@type"]
            change(manager)
            out["filter_chains"][0]["filters"][0]["typed_config"] = {
                "@type": "type.googleapis.com/xds.type.v3.TypedStruct",
                "type_url": life.HCM,
                "value": manager,
            }
            return {"static_resources": {"listeners": [out]}}

        def route(manager):
            return manager["route_config"]["virtual_hosts"][0]["routes"][0]

        good = self.validate(in_struct(lambda manager: None))
        self.assertEqual((good.returncode, "no effect" in good.stderr), (0, False), good.stderr)
        guard = {"key": "k", "string_match": {"exact": "x"}}
        at = "filters[0].typed_config<envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager>."
        first = at + "route_config.virtual_hosts[0].routes[0]."
        for change, says in (
            (lambda m: route(m)["match"].update(filter_state=[guard]), first + "match.filter_state: is not supported, and"),
            (lambda m: route(m)["route"].update(timeout="-1"), first + "route.timeout: must be a duration"),
            (lambda m: m.update(nonsense=1), at + "nonsense: is not a field"),
            (lambda m: m.update(codec_type=77), at + "codec_type: must be"),
        ):
            said = self.validate(in_struct(change))
            self.assertNotEqual(said.returncode, 0)
            self.assertIn(says, said.stderr)
            self.assertRegex(said.stderr, r"checked.json:\d+:\d+: ")

    def test_what_has_no_effect_and_what_was_refused_is_shown(self):
        upstream = self.upstream("a")
        proxy = self.follow([{**cluster("a", upstream.port), "connection_pool_per_downstream_connection": True}], [])
        used = json.loads(proxy.admin("/unsupported_fields")[1])
        self.assertEqual(
            [(use["field"], use["count"], use["last_path"]) for use in used],
            [("envoy.config.cluster.v3.Cluster.connection_pool_per_downstream_connection", 1, "connection_pool_per_downstream_connection")],
        )
        self.assertEqual(proxy.stat("server.unsupported_fields"), 1)
        self.put("cds", "2", {**cluster("a", upstream.port), "connect_timeout": "0s"}, {"name": "b", "type": "EDS"})
        proxy.wait_until("they are refused", lambda: proxy.stat("cluster_manager.cds.update_rejected") == 1)
        self.put("lds", "2", {"name": "l"})
        proxy.wait_until("it is refused", lambda: proxy.stat("listener_manager.lds.update_rejected") == 1)
        shown = json.loads(proxy.admin("/config_dump")[1])["configs"]
        clusters = next(each for each in shown if each["@type"].endswith("ClustersConfigDump"))
        state = clusters["dynamic_active_clusters"][0]["error_state"]
        self.assertEqual(state["version_info"], "2")
        self.assertIn("connect_timeout: must be greater than 0s", state["details"])
        self.assertIn('Cluster "b"', clusters["dynamic_warming_clusters"][0]["error_state"]["details"])
        listeners = next(each for each in shown if each["@type"].endswith("ListenersConfigDump"))
        entry = listeners["dynamic_listeners"][0]
        self.assertEqual((entry["name"], "error_state" in entry), ("l", True))


if __name__ == "__main__":
    life.NUNCIO = os.path.abspath(sys.argv[1])
    suite = unittest.TestSuite(DiscoveryTest(name) for name in DiscoveryTest.names())
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful())
