"""Visibility of a target, from the folder that it lives in."""

load("//bazel:layers.bzl", "LAYERS", "PROTO_FOLDERS", "SHARED_EXTENSIONS")

def _subpackages(folder):
    return "//source/%s:__subpackages__" % folder

def source_visibility(package):
    """Who may depend on a library of this package: its own folder, the folders on higher lines, and tests.

    Args:
      package: name of a package, such as "source/http/http1".

    Returns:
      A list of visibility labels.
    """
    parts = package.split("/")
    if parts[0] != "source":
        return ["//test:__subpackages__"]
    if len(parts) < 2 or parts[1] not in LAYERS:
        fail("//%s is in no folder of bazel/layers.bzl" % package)
    folder = parts[1]
    unit = folder
    if folder == "extensions" and "/".join(parts[1:3]) != SHARED_EXTENSIONS and len(parts) > 2:
        unit = "/".join(parts[1:3])
    above = [other for other in sorted(LAYERS) if LAYERS[other] > LAYERS[folder]]
    return [_subpackages(other) for other in [unit] + above] + ["//test:__subpackages__"]

def proto_visibility():
    """Who may depend on generated messages: each other, the folders that messages stop at, tests and tools."""
    return ["//api:__subpackages__", "//test:__subpackages__", "//tools:__subpackages__"] + [
        _subpackages(folder)
        for folder in PROTO_FOLDERS
    ]
