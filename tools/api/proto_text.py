"""The text of one .proto file."""

import json
import textwrap

WIDTH = 100
OPTIONS = "nuncio/schema/v1/options.proto"
# Decoded in bulk by discovery; everywhere else small code counts for more than quick parsing.
SPEED = {
    "envoy.config.core.v3",
    "envoy.config.cluster.v3",
    "envoy.config.endpoint.v3",
    "envoy.config.route.v3",
    "envoy.service.discovery.v3",
}
# Types that no table has, and the files under api/ that we wrote for them.
OUTSIDE = {
    "google.rpc.Status": "google/rpc/status.proto",
    "google.api.expr.v1alpha1.Expr": "google/api/expr/v1alpha1/syntax.proto",
    "google.api.expr.v1alpha1.ParsedExpr": "google/api/expr/v1alpha1/syntax.proto",
    "google.api.expr.v1alpha1.CheckedExpr": "google/api/expr/v1alpha1/checked.proto",
    "cel.expr.ParsedExpr": "cel/expr/syntax.proto",
    "cel.expr.CheckedExpr": "cel/expr/checked.proto",
}
WELL_KNOWN = {
    "BoolValue": "wrappers",
    "BytesValue": "wrappers",
    "DoubleValue": "wrappers",
    "FloatValue": "wrappers",
    "Int32Value": "wrappers",
    "Int64Value": "wrappers",
    "ListValue": "struct",
    "StringValue": "wrappers",
    "UInt32Value": "wrappers",
    "UInt64Value": "wrappers",
    "Value": "struct",
    "FieldMask": "field_mask",
}
SENSITIVE = "sensitive"  # an option of its own, the other rules share one


def types_of(member):
    """Messages and enums that a field or method refers to."""
    names = [member.request, member.response] if hasattr(member, "request") else getattr(member, "type", "").split(",")
    return [name for name in names if "." in name]


def file_of(model, type_name):
    """The file that defines a type."""
    if type_name in model.scopes:
        return model.scopes[type_name].path
    if type_name in OUTSIDE:
        return OUTSIDE[type_name]
    if not type_name.startswith("google.protobuf."):
        raise KeyError(f"{type_name}: its package has no table in test/api/facts")
    name = type_name.rsplit(".", 1)[-1]
    return f"google/protobuf/{WELL_KNOWN.get(name, name.lower())}.proto"


def walk(scopes):
    for scope in scopes:
        yield scope
        yield from walk(scope.nested)


def imports(model, file, notes):
    found = set()
    for scope in walk(file.scopes):
        for member in scope.members:
            found.update(file_of(model, name) for name in types_of(member))
            if scope.kind == "message" and field_options(scope, member, notes, "", skip=("deprecated",)):
                found.add(OPTIONS)
    return sorted(found - {file.path})


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def rule_value(name, value):
    """One rule's value, as in a message in text form."""
    if not value:
        return "true"
    name = name.rsplit(".", 1)[-1]
    if name in ("in", "not_in"):
        return "[" + ", ".join(quoted(str(element)) for element in json.loads(value)) + "]"
    if name == "const":
        return quoted(str(json.loads(value)) if value[0] == '"' else value)
    if name == "well_known_regex":
        return quoted(value)
    if value[0] == '"':
        return quoted(json.loads(value))
    return value.removesuffix("s")


def rules_text(rules):
    """`gte: 1, items: {min_len: 1}`."""
    parts = [f"{name}: {rule_value(name, value)}" for name, value in rules if "." not in name]
    for group in ("items", "keys", "values"):
        inner = [(name.split(".", 1)[1], value) for name, value in rules if name.startswith(group + ".")]
        if inner:
            parts.append(f"{group}: {{{rules_text(inner)}}}")
    return ", ".join(parts)


def field_options(scope, field, notes, indent, skip=()):
    """The options of a field, one string each."""
    note = notes.get(f"{scope.full_name}.{field.name}")
    found = []
    if field.deprecated and "deprecated" not in skip:
        found.append("deprecated = true")
    if note and note.refused:
        found.append("(nuncio.schema.v1.neglect) = NEGLECT_REFUSED")
    elif note and note.test:
        found.append("(nuncio.schema.v1.honoured) = true")
    if any(name == SENSITIVE for name, _ in field.rules):
        found.append("(nuncio.schema.v1.sensitive_value) = true")
    rules = rules_text([rule for rule in field.rules if rule[0] != SENSITIVE])
    if rules:
        text = f"(nuncio.schema.v1.rules) = {{{rules}}}"
        if len(indent) + 2 + len(text) > WIDTH:
            wrapped = textwrap.wrap(rules, WIDTH - len(indent) - 4, break_long_words=False, break_on_hyphens=False)
            text = "\n".join(
                ["(nuncio.schema.v1.rules) = {"] + [f"{indent}    {line}" for line in wrapped] + [f"{indent}  }}"]
            )
        found.append(text)
    return found


class Writer:
    """Collects the lines of one file."""

    def __init__(self, model, file, notes):
        self.model, self.file, self.notes = model, file, notes
        self.lines = []

    def type_name(self, name, scope):
        """The shortest form of a type's name that means it from within `scope`."""
        prefix = self.file.package + "."
        if not name.startswith(prefix) or name not in self.model.scopes:
            return name
        if name.startswith(scope.full_name + "."):
            return name[len(scope.full_name) + 1 :]
        short = name[len(prefix) :]
        first = short.split(".")[0]
        holder = scope.full_name
        while holder in self.model.scopes:
            taken = {nested.name for nested in self.model.scopes[holder].nested}
            taken |= {member.name for member in self.model.scopes[holder].members}
            if first in taken or self.model.scopes[holder].name == first and holder != prefix + first:
                return "." + name
            holder = holder.rpartition(".")[0]
        return short

    def comment(self, full_name, indent):
        note = self.notes.get(full_name)
        if note and note.comment:
            wrapped = textwrap.wrap(note.comment, WIDTH - len(indent) - 3)
            self.lines += [f"{indent}// {line}" for line in wrapped]

    def option_list(self, head, options, indent):
        if not options:
            self.lines.append(f"{indent}{head};")
            return
        one = f"{indent}{head} [{', '.join(options)}];"
        if len(one) <= WIDTH and "\n" not in one:
            self.lines.append(one)
            return
        self.lines.append(f"{indent}{head} [")
        self.lines += [f"{indent}  {option}{',' if i + 1 < len(options) else ''}" for i, option in enumerate(options)]
        self.lines.append(f"{indent}];")

    def field(self, scope, field, indent):
        self.comment(f"{scope.full_name}.{field.name}", indent)
        types = [self.type_name(name, scope) for name in field.type.split(",")]
        kind = f"map<{', '.join(types)}>" if field.label == "map" else " ".join(filter(None, [field.label, types[0]]))
        self.option_list(f"{kind} {field.name} = {field.number}", field_options(scope, field, self.notes, indent), indent)

    def message(self, scope, indent):
        self.comment(scope.full_name, indent)
        if not scope.members and not scope.nested and not scope.deprecated:
            self.lines += [f"{indent}message {scope.name} {{}}", ""]
            return
        self.lines.append(f"{indent}message {scope.name} {{")
        inner = indent + "  "
        if scope.deprecated:
            self.lines += [f"{inner}option deprecated = true;", ""]
        for nested in scope.nested:
            self.scope(nested, inner)
        fields = sorted(scope.members, key=lambda field: field.number)
        done = set()
        for field in fields:
            if not field.oneof:
                self.field(scope, field, inner)
            elif field.oneof not in done:
                done.add(field.oneof)
                self.lines.append(f"{inner}oneof {field.oneof} {{")
                for member in fields:
                    if member.oneof == field.oneof:
                        self.field(scope, member, inner + "  ")
                self.lines.append(inner + "}")
        self.end(indent)

    def enum(self, scope, indent):
        self.comment(scope.full_name, indent)
        self.lines.append(f"{indent}enum {scope.name} {{")
        numbers = [value.number for value in scope.members]
        if len(set(numbers)) < len(numbers):
            self.lines.append(f"{indent}  option allow_alias = true;")
        for value in scope.members:
            self.comment(f"{scope.full_name}.{value.name}", indent + "  ")
            options = ["deprecated = true"] if value.deprecated else []
            self.option_list(f"{value.name} = {value.number}", options, indent + "  ")
        self.end(indent)

    def service(self, scope, indent):
        self.comment(scope.full_name, indent)
        if scope.serves:
            self.lines.append(f"{indent}// Serves {scope.serves}.")
        self.lines.append(f"{indent}service {scope.name} {{")
        for method in scope.members:
            request, response = (self.type_name(name, scope) for name in (method.request, method.response))
            if method.shape in ("bidi", "client-stream"):
                request = "stream " + request
            if method.shape in ("bidi", "server-stream"):
                response = "stream " + response
            if method.rest:
                self.lines.append(f"{indent}  // Polled over REST as {method.rest}.")
            self.lines.append(f"{indent}  rpc {method.name}({request}) returns ({response});")
        self.end(indent)

    def end(self, indent):
        if self.lines[-1] == "":
            self.lines.pop()
        self.lines += [indent + "}", ""]

    def scope(self, scope, indent):
        {"message": self.message, "enum": self.enum, "service": self.service}[scope.kind](scope, indent)


def render(model, path, notes):
    """The text of the file at `path`."""
    file = model.files[path]
    writer = Writer(model, file, notes)
    mode = "SPEED" if file.package in SPEED else "CODE_SIZE"
    writer.lines += [
        "// Made by tools/api/generate: change test/api/facts or tools/api/notes.tsv and run it again.",
        'syntax = "proto3";',
        "",
        f"package {file.package};",
        "",
    ]
    imported = imports(model, file, notes)
    if imported:
        writer.lines += [f'import "{name}";' for name in imported] + [""]
    writer.lines += [f"option optimize_for = {mode};", ""]
    for scope in file.scopes:
        writer.scope(scope, "")
    return "\n".join(writer.lines).rstrip("\n") + "\n"
