"""Messages and gRPC stubs of api/."""

load("//bazel:protobuf.bzl", "WELL_KNOWN_PROTOS")
load("//bazel:visibility.bzl", "proto_visibility")

# Generated code is the same in every compilation mode: built in one, it is shared by all of them. The mode is "dbg", which
# nobody builds with, because Bazel names the output folder after what the transition changed; that way the name is the same
# from everywhere.
def _generated_mode_impl(_settings, _attr):
    return {"//command_line_option:compilation_mode": "dbg"}

_generated_mode = transition(
    implementation = _generated_mode_impl,
    inputs = [],
    outputs = ["//command_line_option:compilation_mode"],
)

def _generated_library_impl(ctx):
    library = ctx.attr.library[0]
    return [library[CcInfo], DefaultInfo(files = library[DefaultInfo].files)]

_generated_library = rule(
    implementation = _generated_library_impl,
    doc = "Hands on a library of generated code, built in the mode of generated code.",
    attrs = {
        "library": attr.label(mandatory = True, providers = [CcInfo], cfg = _generated_mode),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

def nuncio_proto_library(name, srcs, deps = []):
    """The .proto files of one folder under api/, and their C++.

    Args:
      name: name of the proto_library. The C++ is `<name>_cc`, included as "envoy/config/core/v3/address.pb.h".
      srcs: .proto files, which import each other by paths below api/.
      deps: other nuncio_proto_library names. The well-known types need no mention.
    """
    native.proto_library(
        name = name,
        srcs = srcs,
        strip_import_prefix = "/api",
        tags = ["manual"],
        visibility = ["//visibility:public"],
        deps = deps + WELL_KNOWN_PROTOS,
    )
    native.cc_proto_library(
        name = name + "_generated",
        tags = ["manual"],
        visibility = ["//visibility:private"],
        deps = [":" + name],
    )
    _generated_library(
        name = name + "_cc",
        library = ":" + name + "_generated",
        visibility = proto_visibility(),
    )

def _generated_stubs(ctx, proto, suffix):
    """Declares the output of the gRPC plugin for each source of `proto`, in a folder that serves as include path."""
    root = "_grpc/" + ctx.label.name
    outputs = []
    for source in proto.direct_sources:
        path = source.path
        if proto.proto_source_root not in ("", ".") and path.startswith(proto.proto_source_root + "/"):
            path = path[len(proto.proto_source_root) + 1:]
        outputs.append(ctx.actions.declare_file("%s/%s%s" % (root, path[:-len(".proto")], suffix)))
    return outputs

def _grpc_stubs_impl(ctx):
    proto = ctx.attr.proto[ProtoInfo]
    headers = _generated_stubs(ctx, proto, ".grpc.pb.h")
    sources = _generated_stubs(ctx, proto, ".grpc.pb.cc")
    out = "/".join([ctx.bin_dir.path, ctx.label.package, "_grpc", ctx.label.name])

    arguments = ctx.actions.args()
    arguments.add("--plugin=protoc-gen-grpc=" + ctx.executable._plugin.path)
    arguments.add("--grpc_out=" + out)
    arguments.add_all(proto.transitive_proto_path, format_each = "--proto_path=%s")
    arguments.add_all(proto.direct_sources)
    ctx.actions.run(
        executable = ctx.executable._protoc,
        arguments = [arguments],
        inputs = proto.transitive_sources,
        tools = [ctx.executable._plugin],
        outputs = headers + sources,
        mnemonic = "GrpcStubs",
        progress_message = "Generating gRPC stubs of %s" % ctx.attr.proto.label,
    )
    return [
        DefaultInfo(files = depset(headers + sources)),
        OutputGroupInfo(headers = depset(headers), sources = depset(sources)),
    ]

_grpc_stubs = rule(
    implementation = _grpc_stubs_impl,
    attrs = {
        "proto": attr.label(mandatory = True, providers = [ProtoInfo]),
        "_plugin": attr.label(
            default = "@com_google_protobuf//:grpc_cpp_plugin",
            executable = True,
            cfg = "host",
        ),
        "_protoc": attr.label(
            default = "@com_google_protobuf//:protoc",
            executable = True,
            cfg = "host",
        ),
    },
)

def nuncio_grpc_library(name, proto):
    """gRPC stubs of the services in a nuncio_proto_library, included as "envoy/service/x/v3/y.grpc.pb.h".

    Args:
      name: name of the library.
      proto: label of the nuncio_proto_library, in the same package.
    """
    stubs = name + "_stubs"
    _grpc_stubs(name = stubs, proto = proto, tags = ["manual"])
    native.filegroup(name = name + "_headers", srcs = [stubs], output_group = "headers", tags = ["manual"])
    native.filegroup(name = name + "_sources", srcs = [stubs], output_group = "sources", tags = ["manual"])
    native.cc_library(
        name = name + "_generated",
        srcs = [name + "_sources"],
        hdrs = [name + "_headers"],
        includes = ["_grpc/" + stubs],
        tags = ["manual"],
        visibility = ["//visibility:private"],
        deps = [proto + "_generated", "@system//:grpc"],
    )
    _generated_library(
        name = name,
        library = ":" + name + "_generated",
        visibility = proto_visibility(),
    )

# The name that protoc gives to what it registers of a file: "a/b_c.proto" is "a_2fb_5fc_2eproto".
def _table_name(path):
    return "descriptor_table_" + "".join([
        c if c.isalnum() else {"/": "_2f", "_": "_5f", ".": "_2e", "-": "_2d"}[c]
        for c in path.elems()
    ])

def _linked_messages_source_impl(ctx):
    paths = {}
    for proto in ctx.attr.protos:
        info = proto[ProtoInfo]
        for source in info.direct_sources:
            paths[source.path[len(info.proto_source_root) + 1:]] = True
    names = [_table_name(path) for path in sorted(paths)]
    source = ctx.actions.declare_file(ctx.label.name + ".cc")
    ctx.actions.write(source, "\n".join(
        ["namespace google { namespace protobuf { namespace internal { struct DescriptorTable; } } }"] +
        ["extern const google::protobuf::internal::DescriptorTable %s;" % name for name in names] +
        ["extern const void* const nuncio_%s[] = {" % ctx.label.name] +
        ["  &%s," % name for name in names] +
        ["};", ""],
    ))
    return [DefaultInfo(files = depset([source]))]

_linked_messages_source = rule(
    implementation = _linked_messages_source_impl,
    attrs = {"protos": attr.label_list(mandatory = True, providers = [ProtoInfo])},
)

def nuncio_linked_messages(name, protos):
    """All messages of several nuncio_proto_library. They stay linked even where no code names them.

    A linker drops what nobody refers to, but a message may be found by its name alone: in an Any.

    Args:
      name: name of the library.
      protos: labels of nuncio_proto_library.
    """
    _linked_messages_source(name = name + "_source", protos = protos, tags = ["manual"])
    native.cc_library(
        name = name,
        srcs = [name + "_source"],
        alwayslink = True,
        copts = ["-w"],
        linkstatic = True,
        visibility = proto_visibility(),
        deps = [proto + "_cc" for proto in protos],
    )
