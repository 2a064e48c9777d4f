"""Tests of the checks themselves: small bad trees, each with the one finding that it must give."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent

# A good tree of three folders; each test adds to it.
GOOD = {
    "source/base/clock.h": "",
    "source/event/loop.h": '#include <event2/event.h>\n#include "source/base/clock.h"\n',
    "source/config/listener.cc": '#include "source/event/loop.h"\n#include "envoy/config/x.pb.h"\n',
    "source/extensions/buffer/config.cc": '#include "envoy/config/x.pb.h"\n',
    "source/extensions/shared/rbac.h": "",
    "source/extensions/rbac/filter.cc": '#include "source/extensions/shared/rbac.h"\n#include <sys/socket.h>\n',
}


class Tree:
    """A tree in a temporary folder with the layers of the real one."""

    def __init__(self, test, files):
        self.root = pathlib.Path(tempfile.mkdtemp())
        test.addCleanup(shutil.rmtree, self.root)
        layers = {"bazel/layers.bzl": (TOOLS.parent / "bazel/layers.bzl").read_text(encoding="utf-8")}
        for name, text in {**layers, **files}.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(self, tool, *arguments):
        """Runs a check over the tree. Returns its exit status and what it printed."""
        done = subprocess.run(
            [sys.executable, str(TOOLS / tool), "--root", str(self.root), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


class CheckLayersTest(unittest.TestCase):
    def expect_finding(self, files, finding):
        status, output = Tree(self, {**GOOD, **files}).run("check_layers")
        self.assertIn(finding, output)
        self.assertEqual(len(output.splitlines()), 1, output)
        self.assertEqual(status, 1)

    def test_good_tree(self):
        self.assertEqual(Tree(self, GOOD).run("check_layers"), (0, ""))

    def test_upward_include(self):
        self.expect_finding(
            {"source/base/a.h": '\n#include "source/http/stream.h"\n'},
            "source/base/a.h:2: base (line 0) reaches up to http (line 2)",
        )

    def test_upward_dep(self):
        self.expect_finding(
            {"source/event/BUILD.bazel": 'nuncio_cc_library(name = "a", deps = ["//source/http:stream"])'},
            "source/event/BUILD.bazel: event (line 1) reaches up to http (line 2)",
        )

    def test_dep_in_select(self):
        self.expect_finding(
            {"source/event/BUILD.bazel": 'a(deps = [":b"] + select({"//c": [], "//d": ["//source/main:x"]}))'},
            "event (line 1) reaches up to main (line 12)",
        )

    def test_neighbour(self):
        self.expect_finding(
            {"source/http/a.cc": '#include "source/network/address.h"\n'},
            "http and network are neighbours on line 2",
        )

    def test_extensions_are_neighbours(self):
        self.expect_finding(
            {"source/extensions/cors/a.cc": '#include "source/extensions/rbac/filter.h"\n'},
            "extensions/cors and extensions/rbac are neighbours on line 8",
        )

    def test_circle_within_a_folder(self):
        self.expect_finding(
            {
                "source/upstream/pool/a.h": '#include "source/upstream/balance/b.h"\n',
                "source/upstream/balance/b.h": '#include "source/upstream/host/c.h"\n',
                "source/upstream/host/c.h": '#include "source/upstream/pool/a.h"\n',
            },
            "folders in a circle: source/upstream/balance -> source/upstream/host -> source/upstream/pool"
            " -> source/upstream/balance",
        )

    def test_library_outside_its_owner(self):
        self.expect_finding(
            {"source/network/a.cc": "#include <event2/event.h>\n"},
            "source/network/a.cc:1: libevent belongs to event, not to network",
        )

    def test_library_dep_outside_its_owner(self):
        self.expect_finding(
            {"source/network/BUILD.bazel": 'a(name = "a", deps = ["@system//:re2"])'},
            "re2 belongs to matching, schema, not to network",
        )

    def test_library_without_owner(self):
        self.expect_finding(
            {"source/network/a.cc": "#include <boost/asio.hpp>\n"},
            "boost/asio.hpp belongs to no library",
        )

    def test_reflection_outside_schema(self):
        self.expect_finding(
            {"source/config/a.cc": '#include "google/protobuf/descriptor.h"\n'},
            "protobuf_reflection belongs to schema, not to config",
        )

    def test_message_below_config(self):
        self.expect_finding(
            {"source/routing/a.h": '#include "envoy/config/x.pb.h"\n'},
            "routing takes plain values",
        )

    def test_messages_dep_below_config(self):
        self.expect_finding(
            {"source/routing/BUILD.bazel": 'a(name = "a", deps = ["//api:xds_cc"])'},
            "routing depends on //api:xds_cc",
        )

    def test_message_in_a_filter(self):
        self.expect_finding(
            {"source/extensions/rbac/other.cc": '#include "envoy/config/x.pb.h"\n'},
            "only config.h and config.cc see messages",
        )

    def test_stubs_outside_xds(self):
        self.expect_finding(
            {"source/config/a.cc": '#include "envoy/service/x.grpc.pb.h"\n'},
            "grpc belongs to xds, control, not to config",
        )

    def test_production_uses_test(self):
        self.expect_finding({"source/base/a.h": '#include "test/support/b.h"\n'}, "does not use test/")

    def test_folder_without_line(self):
        self.expect_finding({"source/misc/a.h": ""}, "source/misc: no line")


HEADER = "#ifndef NUNCIO_SOURCE_BASE_A_H_\n#define NUNCIO_SOURCE_BASE_A_H_\n%s\n#endif  // NUNCIO_SOURCE_BASE_A_H_\n"


class LintTest(unittest.TestCase):
    def lint(self, name, text, *arguments):
        folder = str(pathlib.PurePosixPath(name).parent)
        tree = Tree(self, {name: text, f"{folder}/BUILD.bazel": f'a(srcs = ["{pathlib.PurePosixPath(name).name}"])'})
        return tree, *tree.run("lint", *arguments)

    def expect_finding(self, name, text, finding):
        _, status, output = self.lint(name, text)
        self.assertIn(finding, output)
        self.assertEqual(len(output.splitlines()), 1, output)
        self.assertEqual(status, 1)

    def test_good_header(self):
        self.assertEqual(self.lint("source/base/a.h", HEADER % "int Now();  // not std::rand()")[1:], (0, ""))

    def test_guard(self):
        self.expect_finding("source/base/a.h", "#ifndef A_H\n#define A_H\n#endif\n", "NUNCIO_SOURCE_BASE_A_H_")

    def test_guard_is_mended(self):
        tree, status, _ = self.lint("source/base/a.h", "#ifndef A_H\n#define A_H\n\n#endif\n", "--fix")
        self.assertEqual(status, 0)
        self.assertEqual((tree.root / "source/base/a.h").read_text(encoding="utf-8"), HEADER % "")

    def test_rules(self):
        for line, finding in [
            ('#include "absl/synchronization/mutex.h"', "std::mutex"),
            ("#include <regex>", "std::regex"),
            ("std::this_thread::sleep_for(x);", "nothing sleeps"),
            ("auto now = std::chrono::steady_clock::now();", "base::Clock"),
            ("std::random_device device;", "base::Random"),
            ("void F(std::string_view text);", "absl::string_view"),
            ("using namespace std;", "no using namespace"),
            ("// TO" + "DO: later", "finish it"),
            ("int a; ", "space at the end"),
            ('#include "source/http/none.h"', "does not exist"),
        ]:
            with self.subTest(line):
                self.expect_finding("source/http/a.cc", line + "\n", finding)

    def test_long_file(self):
        self.expect_finding("source/http/a.cc", "\n" * 601, "more than 600 lines")

    def test_file_that_nothing_builds(self):
        tree = Tree(self, {"test/http/a_test.cc": "", "test/http/BUILD.bazel": 'a(srcs = glob(["*_fuzz.cc"]))'})
        self.assertIn("no target of test/http/BUILD.bazel has this file", tree.run("lint")[1])


CASES = """<testsuites><testsuite>
<testcase name="A" status="run" classname="S"/><testcase name="B" status="notrun" classname="S"/>
%s</testsuite></testsuites>"""


class CountTestsTest(unittest.TestCase):
    def count(self, events, *arguments):
        tree = Tree(self, {"events.json": "".join(json.dumps(event) + "\n" for event in events)})
        done = subprocess.run(
            [sys.executable, str(TOOLS / "count_tests.py"), str(tree.root / "events.json"), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def result(self, status, cases):
        with tempfile.NamedTemporaryFile("w", suffix=".xml", delete=False) as file:
            file.write(CASES % cases)
        self.addCleanup(pathlib.Path(file.name).unlink)
        return {
            "id": {"testResult": {"label": "//a:a_test"}},
            "testResult": {
                "status": status,
                "testActionOutput": [{"name": "test.xml", "uri": "file://" + file.name}],
            },
        }

    def test_all_passed(self):
        self.assertEqual(self.count([self.result("PASSED", "")], "0", "3"), (0, "4 passed, 0 failed\n"))

    def test_a_failed_case_is_named(self):
        failed = '<testcase name="C" status="run" classname="S"><failure/></testcase>'
        self.assertEqual(
            self.count([self.result("FAILED", failed)], "3", "0"),
            (1, "FAILED //a:a_test S.C\n1 passed, 1 failed\n"),
        )

    def test_a_crash_counts_beside_the_cases(self):
        self.assertEqual(
            self.count([self.result("FAILED", "")], "3", "0"),
            (1, "FAILED //a:a_test FAILED\n1 passed, 1 failed\n"),
        )

    def test_a_target_that_was_not_built(self):
        event = {"id": {"targetCompleted": {"label": "//a:b"}}, "completed": {}}
        self.assertEqual(self.count([event], "1", "0"), (1, "FAILED //a:b was not built\n0 passed, 1 failed\n"))

    def test_a_broken_build_file(self):
        self.assertEqual(
            self.count([], "1", "0"),
            (1, "FAILED the build broke (bazel ended with status 1)\n0 passed, 1 failed\n"),
        )

    def test_a_failed_check(self):
        self.assertEqual(
            self.count([], "4", "2", "tools/lint"),
            (1, "FAILED check: tools/lint\n2 passed, 1 failed\n"),
        )


if __name__ == "__main__":
    unittest.main()
