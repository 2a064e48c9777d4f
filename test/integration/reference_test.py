"""That the pages of docs/ which list things list what there is: flags, pages of the admin, cases that were decided otherwise.

usage: reference_test.py NUNCIO NUNCIO_CONTROL
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

FLAGS = "docs/reference/flags.md"
ADMIN = "docs/reference/admin.md"
DECISIONS = "docs/decisions"
ON_PURPOSE = "test/conformance/on_purpose.txt"


def sections(path):
    """The page by its headings of the second level: {heading: text}."""
    with open(path, encoding="utf-8") as page:
        parts = re.split(r"^## (.*)$", page.read(), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def rows(text, *heads):
    """The cells of each row below the heads of a table that begin so."""
    inside = False
    for line in text.splitlines():
        cells = [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells[: len(heads)] == list(heads):
            inside = True
        elif not cells:
            inside = False
        elif inside and not cells[0].startswith("---"):
            yield cells


def code(cell):
    """The words of a cell that stand in back quotes."""
    return re.findall(r"`([^`]+)`", cell)


def documented_flags(program):
    """{(every spelling, value)} of a program's tables."""
    return {(tuple(code(row[0])), "".join(code(row[1]))) for row in rows(sections(FLAGS)[program], "flag", "value")}


def told_flags(usage):
    """The same out of what --help says: lines such as '  -c, --config-path <file>'."""
    line = re.compile(r"^  (?:(-\w), )?(--[\w-]+)(?: <?([^\s<>]+)>?)?(?:  .*)?$", re.M)
    return {(tuple(word for word in found[:2] if word), found[2]) for found in line.findall(usage)}


class FlagsTest(unittest.TestCase):
    maxDiff = None

    def compare(self, program, binary):
        usage = subprocess.run([binary, "--help"], capture_output=True, text=True, check=True).stdout
        told = told_flags(usage)
        self.assertIn((("-h", "--help"), ""), told)
        self.assertEqual(documented_flags(program), told)

    def test_flags_of_the_proxy(self):
        self.compare("nuncio", NUNCIO)

    def test_flags_of_the_control_plane(self):
        self.compare("nuncio-control", NUNCIO_CONTROL)


class AdminTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        at = os.path.join(folder.name, "address")
        admin = "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}"
        command = [NUNCIO, "--config-yaml", admin, "--concurrency", "1", "--admin-address-path", at, "-l", "off"]
        process = subprocess.Popen(command)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 20
        self.address = ""
        while not self.address and time.monotonic() < deadline:
            time.sleep(0.01)
            if os.path.exists(at):
                with open(at, encoding="utf-8") as f:
                    self.address = f.read().strip()

    def told_pages(self):
        """{path: (method, parameters)} out of /help."""
        with urllib.request.urlopen(f"http://{self.address}/help", timeout=5) as response:
            told = response.read().decode()
        pages = {}
        for line in told.splitlines():
            if found := re.match(r"^  (/\S*?)( \(POST\))?: ", line):
                parameters = []
                pages[found[1]] = ("POST" if found[2] else "GET", parameters)
            elif found := re.match(r"^      (\w+): ", line):
                parameters.append(found[1])
        return {path: (method, sorted(parameters)) for path, (method, parameters) in pages.items()}

    def test_every_page_with_its_method_and_parameters(self):
        documented = {}
        for text in sections(ADMIN).values():
            for row in rows(text, "page", "method", "parameters"):
                first, *others = code(row[0])
                for path in [first, *(os.path.join(os.path.dirname(first), other) for other in others)]:
                    documented[path] = (row[1], sorted(code(row[2])))
        told = self.told_pages()
        for path in ("/", "/help"):  # introduced in the text
            told.pop(path)
        self.assertEqual(documented, told)


class DecisionsTest(unittest.TestCase):
    maxDiff = None

    def test_every_case_that_was_decided_otherwise_has_its_row(self):
        documented = set()
        for name in os.listdir(DECISIONS):
            with open(os.path.join(DECISIONS, name), encoding="utf-8") as page:
                documented |= {row[0].strip("`") for row in rows(page.read(), "case") if re.match(r"`?\w+: ", row[0])}
        with open(ON_PURPOSE, encoding="utf-8") as cases:
            decided = {line.strip() for line in cases if line.strip() and not line.startswith("#")}
        self.assertEqual(documented, decided)


if __name__ == "__main__":
    NUNCIO, NUNCIO_CONTROL = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
