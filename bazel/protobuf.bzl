"""@com_google_protobuf: Debian's protoc and well-known types under the labels that the native proto rules look for."""

# The well-known types, each with the ones that it imports.
_WELL_KNOWN = {
    "any": [],
    "api": ["source_context", "type"],
    "descriptor": [],
    "duration": [],
    "empty": [],
    "field_mask": [],
    "source_context": [],
    "struct": [],
    "timestamp": [],
    "type": ["any", "source_context"],
    "wrappers": [],
}

_BUILD = """package(default_visibility = ["//visibility:public"])

sh_binary(
    name = "protoc",
    srcs = ["protoc.sh"],
)

sh_binary(
    name = "grpc_cpp_plugin",
    srcs = ["grpc_cpp_plugin.sh"],
)

alias(
    name = "protobuf",
    actual = "@system//:protobuf",
)

proto_lang_toolchain(
    name = "cc_toolchain",
    blacklisted_protos = {well_known},
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
)
"""

_WELL_KNOWN_BUILD = """
proto_library(
    name = "{name}_proto",
    srcs = ["google/protobuf/{name}.proto"],
    deps = {deps},
)
"""

def _system_protobuf_impl(repository_ctx):
    for tool in ["protoc", "grpc_cpp_plugin"]:
        path = repository_ctx.which(tool)
        if not path:
            fail("%s is not installed; run tools/setup" % tool)
        repository_ctx.file(tool + ".sh", "#!/bin/sh\nexec %s \"$@\"\n" % path, executable = True)

    labels = {name: ":%s_proto" % name for name in _WELL_KNOWN}
    build = _BUILD.format(well_known = repr(sorted(labels.values())))
    for name in sorted(_WELL_KNOWN):
        file = "google/protobuf/%s.proto" % name
        repository_ctx.symlink("/usr/include/" + file, file)
        build += _WELL_KNOWN_BUILD.format(name = name, deps = repr([labels[d] for d in _WELL_KNOWN[name]]))
    repository_ctx.file("BUILD.bazel", build)

system_protobuf_repository = repository_rule(
    implementation = _system_protobuf_impl,
    local = True,
    doc = "Lets proto_library and cc_proto_library work on the protobuf of the system.",
)

WELL_KNOWN_PROTOS = ["@com_google_protobuf//:%s_proto" % name for name in _WELL_KNOWN]
