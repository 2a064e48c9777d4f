"""tools/api/notes.tsv: what we say about a field beyond its table.

Three columns: full name; the test that proves that the field is acted on, or `refused` where a set field that is not acted
on must refuse its resource, or nothing; our comment in one line. Messages, enums and values may have a comment too.
"""

import collections
import re

REFUSED = "refused"
HEADING = "# full name\thonoured by test, or refused\tcomment\n"

Note = collections.namedtuple("Note", "name test refused comment")

_GTEST = re.compile(r"\b(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)")
_PYTHON = re.compile(r"^class (\w+)|^    def (test_\w+)", re.M)


def read(path):
    """Notes by full name."""
    notes = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, mark, comment = (line.split("\t") + ["", ""])[:3]
        note = Note(name, "" if mark == REFUSED else mark, mark == REFUSED, comment)
        if name in notes:
            note = _merged(notes[name], note)
        notes[name] = note
    return notes


def _merged(one, other):
    """Two lines of one name, as a merge of two branches leaves them: a test beats its absence."""
    test = other.test or one.test
    return Note(one.name, test, not test and (one.refused or other.refused), other.comment or one.comment)


def write(path, notes):
    lines = [
        "\t".join([note.name, REFUSED if note.refused else note.test, note.comment]).rstrip("\t")
        for note in sorted(notes.values())
    ]
    path.write_text(HEADING + "".join(line + "\n" for line in lines), encoding="utf-8")


def check_names(notes, model):
    """Yields each note about something that is in no table, and each mark on something that is no field."""
    for note in notes.values():
        member = model.field(note.name)
        if member is None and note.name not in model.scopes:
            yield f"tools/api/notes.tsv: {note.name} is in no table"
        elif (note.test or note.refused) and not hasattr(member, "rules"):
            yield f"tools/api/notes.tsv: {note.name} is not a field"


def tests_of(root):
    """Every test under test/ as Suite.Case."""
    found = set()
    for path in (root / "test").rglob("*_test.cc"):
        found.update(f"{suite}.{case}" for suite, case in _GTEST.findall(path.read_text(encoding="utf-8")))
    for path in (root / "test").rglob("*.py"):
        suite = ""
        for new_suite, case in _PYTHON.findall(path.read_text(encoding="utf-8")):
            suite = new_suite or suite
            found.add(f"{suite}.{case}")
    return found


def check_tests(notes, root):
    """Yields each note that names a test which is not there."""
    tests = tests_of(root)
    for note in notes.values():
        if note.test and note.test not in tests:
            yield f"tools/api/notes.tsv: {note.name}: no test {note.test} under test/"
