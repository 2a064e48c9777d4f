"""Tests of the tools beside: a small tree, a table and notes, and what comes out."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent

TABLE = """\
message\tenvoy.fruit.v3.Bowl\t4\t\tenvoy/fruit/v3/bowl.proto
field\tenvoy.fruit.v3.Bowl\tname\t2\t\tstring\t\tmin_len=1\t\tenvoy/fruit/v3/bowl.proto
field\tenvoy.fruit.v3.Bowl\tkind\t1\t\tenvoy.fruit.v3.Bowl.Kind\t\tdefined_only; not_in=[0]\tdeprecated\tenvoy/fruit/v3/bowl.proto
field\tenvoy.fruit.v3.Bowl\tage\t3\t\tgoogle.protobuf.Duration\twhen\tgt=0s; oneof_required\t\tenvoy/fruit/v3/bowl.proto
field\tenvoy.fruit.v3.Bowl\tlabels\t4\tmap\tstring,string\t\tkeys.pattern="^[a\\"\\\\d; ]*$"\t\tenvoy/fruit/v3/bowl.proto
enum\tenvoy.fruit.v3.Bowl.Kind\tNONE\t0\t\tenvoy/fruit/v3/bowl.proto
enum\tenvoy.fruit.v3.Bowl.Kind\tWOOD\t1\tdeprecated\tenvoy/fruit/v3/bowl.proto
"""

BOWL = """\
// Made by tools/api/generate: change test/api/facts or tools/api/notes.tsv and run it again.
syntax = "proto3";

package envoy.fruit.v3;

import "google/protobuf/duration.proto";
import "nuncio/schema/v1/options.proto";

option optimize_for = CODE_SIZE;

message Bowl {
  enum Kind {
    NONE = 0;
    WOOD = 1 [deprecated = true];
  }

  Kind kind = 1 [deprecated = true, (nuncio.schema.v1.rules) = {defined_only: true, not_in: ["0"]}];
  string name = 2 [(nuncio.schema.v1.rules) = {min_len: 1}];
  oneof when {
    google.protobuf.Duration age = 3 [(nuncio.schema.v1.rules) = {gt: 0, oneof_required: true}];
  }
  map<string, string> labels = 4 [(nuncio.schema.v1.rules) = {keys: {pattern: "^[a\\"\\\\d; ]*$"}}];
}
"""

# What the code of a reader looks like to the linker.
READER = """\
#include <string>
namespace envoy::fruit::v3 {
struct Bowl {
  const std::string& name() const { return name_; }
  bool has_age() const { return false; }
  int kind() const { return 0; }
  std::string name_;
};
}
bool Read(const envoy::fruit::v3::Bowl& bowl) { return bowl.name().empty() && bowl.has_age(); }
"""


class GenerateTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        self.write("test/api/facts/envoy.fruit.v3.tsv", TABLE)
        self.write("tools/api/notes.tsv", "")
        self.write("test/fruit/bowl_test.cc", "TEST_F(BowlTest,\n       KeepsItsName) {}\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def bowl(self):
        return (self.root / "api/envoy/fruit/v3/bowl.proto").read_text(encoding="utf-8")

    def generate(self, *arguments):
        return self.run_tool("generate", *arguments)

    def run_tool(self, tool, *arguments):
        """Exit status and what was printed."""
        done = subprocess.run(
            [sys.executable, str(TOOLS / tool), "--root", str(self.root), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def test_file_says_what_the_table_says(self):
        self.assertEqual(self.generate(), (0, ""))
        self.assertEqual(self.bowl(), BOWL)
        self.assertEqual(self.generate("--check"), (0, ""))

    def test_marks_and_comments(self):
        self.write(
            "tools/api/notes.tsv",
            "envoy.fruit.v3.Bowl.name\tBowlTest.KeepsItsName\tHow it is called.\nenvoy.fruit.v3.Bowl.kind\trefused\n",
        )
        self.assertEqual(self.generate(), (0, ""))
        self.assertIn("  // How it is called.\n  string name = 2 [(nuncio.schema.v1.honoured) = true, ", self.bowl())
        self.assertIn("(nuncio.schema.v1.neglect) = NEGLECT_REFUSED,", self.bowl())
        self.assertEqual(self.generate("--check"), (0, ""))

    def test_a_test_beats_a_refusal_after_a_merge(self):
        self.write(
            "tools/api/notes.tsv",
            "envoy.fruit.v3.Bowl.name\tBowlTest.KeepsItsName\nenvoy.fruit.v3.Bowl.name\trefused\tIts name.\n",
        )
        self.assertEqual(self.generate(), (0, ""))
        self.assertEqual(
            (self.root / "tools/api/notes.tsv").read_text(encoding="utf-8").splitlines()[1:],
            ["envoy.fruit.v3.Bowl.name\tBowlTest.KeepsItsName\tIts name."],
        )

    def test_missing_test(self):
        self.write("tools/api/notes.tsv", "envoy.fruit.v3.Bowl.name\tBowlTest.LosesItsName\n")
        self.assertIn("no test BowlTest.LosesItsName", self.generate("--check")[1])

    def test_unknown_field(self):
        self.write("tools/api/notes.tsv", "envoy.fruit.v3.Bowl.colour\trefused\n")
        self.assertIn("envoy.fruit.v3.Bowl.colour is in no table", self.generate()[1])

    def test_mark_on_a_message(self):
        self.write("tools/api/notes.tsv", "envoy.fruit.v3.Bowl\trefused\n")
        self.assertIn("envoy.fruit.v3.Bowl is not a field", self.generate()[1])

    def test_changed_and_strange_files(self):
        self.generate()
        self.write("api/envoy/fruit/v3/bowl.proto", BOWL.replace("= 2", "= 7"))
        self.write("api/envoy/fruit/v3/plate.proto", "")
        status, output = self.generate("--check")
        self.assertEqual(status, 1)
        self.assertIn("bowl.proto: differs from its table", output)
        self.assertIn("plate.proto: no table makes this file", output)

    def test_reads_without_marks_and_marks_without_reads(self):
        self.write("bowl.cc", READER)
        subprocess.run(["g++", "-c", "bowl.cc"], cwd=self.root, check=True)
        self.write("tools/api/notes.tsv", "envoy.fruit.v3.Bowl.labels\tBowlTest.KeepsItsName\n")
        self.assertEqual(
            self.run_tool("unmarked", str(self.root)),
            (
                0,
                "+ envoy.fruit.v3.Bowl.age\tbowl\n+ envoy.fruit.v3.Bowl.name\tbowl\n"
                "- envoy.fruit.v3.Bowl.labels\tBowlTest.KeepsItsName\n",
            ),
        )


if __name__ == "__main__":
    unittest.main()
