"""The tables of test/api/facts as a tree of files, messages, enums and services."""

import collections
import re

Field = collections.namedtuple("Field", "name number label type oneof rules deprecated")
EnumValue = collections.namedtuple("EnumValue", "name number deprecated")
Method = collections.namedtuple("Method", "name request response shape rest")


class Scope:
    """A message or an enum, with what is declared in it in the order of the table."""

    def __init__(self, kind, full_name, path, deprecated=False):
        self.kind = kind  # "message", "enum" or "service"
        self.full_name = full_name
        self.path = path  # of the file that defines it
        self.deprecated = deprecated
        self.members = []  # fields, values or methods
        self.nested = []  # messages and enums declared in it
        self.serves = ""  # of a service: the resource type

    @property
    def name(self):
        return self.full_name.rsplit(".", 1)[-1]


class File:
    """One .proto file."""

    def __init__(self, path, package):
        self.path = path
        self.package = package
        self.scopes = []  # what stands at the top


class Model:
    """All tables together."""

    def __init__(self):
        self.files = {}
        self.scopes = {}  # by full name

    def scope(self, kind, full_name, path):
        if full_name not in self.scopes:
            self.scopes[full_name] = Scope(kind, full_name, path)
        return self.scopes[full_name]

    def field(self, full_name):
        """The field, value or method of that name, or None."""
        parent, _, name = full_name.rpartition(".")
        if parent not in self.scopes:
            return None
        return next((member for member in self.scopes[parent].members if member.name == name), None)


def split_rules(cell):
    """`gte=1; pattern="a; b"` to [("gte", "1"), ("pattern", '"a; b"')]."""
    found = re.findall(r'([\w.]+)(?:=("(?:\\.|[^"\\])*"|\[[^\]]*\]|[^;]*))?(?:; |$)', cell)
    return [(name, value) for name, value in found if name]


def _read_row(model, row):
    kind, path = row[0], row[-1]
    if kind == "message":
        model.scope("message", row[1], path).deprecated = row[3] == "deprecated"
    elif kind == "field":
        _, message, name, number, label, type_, oneof, rules, deprecated = row[:9]
        field = Field(name, int(number), label, type_, oneof, split_rules(rules), deprecated == "deprecated")
        model.scope("message", message, path).members.append(field)
    elif kind == "enum":
        value = EnumValue(row[2], int(row[3]), row[4] == "deprecated")
        model.scope("enum", row[1], path).members.append(value)
    elif kind == "service":
        model.scope("service", row[1], path).serves = row[2]
    elif kind == "rpc":
        model.scope("service", row[1], path).members.append(Method(*row[2:7]))
    else:
        raise ValueError(f"{row}: no such kind of row")


def read(paths):
    """Reads tables named <package>.tsv."""
    model = Model()
    for table in paths:
        for line in table.read_text(encoding="utf-8").splitlines():
            row = line.split("\t")
            model.files.setdefault(row[-1], File(row[-1], table.stem))
            _read_row(model, row)
    for scope in model.scopes.values():
        parent = scope.full_name.rpartition(".")[0]
        holder = model.scopes[parent].nested if parent in model.scopes else model.files[scope.path].scopes
        holder.append(scope)
    return model
