"""The BUILD.bazel files of generated folders."""

import collections

import proto_text

# Folders whose services get C++ stubs; each costs ten seconds to compile.
STUBS = {"envoy/service/discovery/v3"}


def _label(folder):
    return "//api/" + folder


def _target(model, path):
    """The target that holds a file: services stand apart from the messages beside them."""
    folder, _, _ = path.rpartition("/")
    file = model.files.get(path)
    if file and any(scope.kind == "service" for scope in file.scopes):
        return folder + ":services"
    return folder


def _deps(model, paths, target):
    found = set()
    for path in paths:
        for name in proto_text.imports(model, model.files[path], {}):
            found.add(_target(model, name))
    # Notes may bring options to any file.
    found.add("nuncio/schema/v1")
    return sorted(name for name in found - {target} if not name.startswith("google/protobuf"))


def _list(name, values):
    if len(values) == 1:
        return [f'    {name} = ["{values[0]}"],']
    return [f"    {name} = ["] + [f'        "{value}",' for value in values] + ["    ],"]


def _library(model, target, paths):
    folder, _, name = target.partition(":")
    deps = [":" + folder.rsplit("/", 1)[-1] if dep == folder else _label(dep) for dep in _deps(model, paths, target)]
    lines = ["", "nuncio_proto_library(", f'    name = "{name or folder.rsplit("/", 1)[-1]}",']
    lines += _list("srcs", sorted(path.rsplit("/", 1)[-1] for path in paths))
    lines += _list("deps", sorted(deps))
    return lines + [")"]


def _sources(model):
    """Paths of .proto files by target."""
    targets = collections.defaultdict(list)
    for path in model.files:
        targets[_target(model, path)].append(path)
    return dict(sorted(targets.items()))


def _bundle(targets):
    """api/envoy/messages.bzl: the targets of every table."""
    labels = []
    for target in targets:
        folder, _, name = target.partition(":")
        labels.append(f'{_label(folder)}:{name or folder.rsplit("/", 1)[-1]}')
    return "\n".join(
        ['"""Made by tools/api/generate."""', "", "# Every library of messages that has a table.", "MESSAGES = ["]
        + [f'    "{label}",' for label in sorted(labels)]
        + ["]", ""]
    )


def render(model):
    """Texts of BUILD files by path from the root."""
    sources = _sources(model)
    folders = collections.defaultdict(list)
    for target, paths in sources.items():
        folders[target.partition(":")[0]] += _library(model, target, paths)
    files = {}
    for folder, lines in folders.items():
        load = '"nuncio_grpc_library", ' if folder in STUBS else ""
        head = ["# Made by tools/api/generate.", f'load("//bazel:nuncio.bzl", {load}"nuncio_proto_library")']
        if folder in STUBS:
            lines += ["", "nuncio_grpc_library(", '    name = "grpc",', '    proto = ":services",', ")"]
        files[f"api/{folder}/BUILD.bazel"] = "\n".join(head + lines) + "\n"
    files["api/envoy/messages.bzl"] = _bundle(sources)
    files["api/envoy/BUILD.bazel"] = "# Made by tools/api/generate.\nexports_files([\"messages.bzl\"])\n"
    return files
