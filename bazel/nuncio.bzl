"""The rules that BUILD files of this tree use instead of the native ones."""

load("//bazel:visibility.bzl", "source_visibility")
load(
    "//bazel:proto.bzl",
    _nuncio_grpc_library = "nuncio_grpc_library",
    _nuncio_linked_messages = "nuncio_linked_messages",
    _nuncio_proto_library = "nuncio_proto_library",
)

nuncio_proto_library = _nuncio_proto_library
nuncio_grpc_library = _nuncio_grpc_library
nuncio_linked_messages = _nuncio_linked_messages

# Warnings are errors in code that we write. The ones switched off are false alarms of gcc 12's optimiser.
NUNCIO_COPTS = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wnon-virtual-dtor",
    "-Woverloaded-virtual",
    "-Wno-unknown-warning-option",
    "-Wno-missing-field-initializers",
    "-Wno-maybe-uninitialized",
    "-Wno-restrict",
    "-Wno-stringop-overflow",
    "-Wno-stringop-overread",
    "-Wno-array-bounds",
] + select({
    # Names and lines in the stack traces of what users run.
    "//bazel:opt": ["-g1", "-fno-omit-frame-pointer"],
    "//conditions:default": [],
})

_SANITIZER_DEFAULTS = "//test/support:sanitizer_defaults"

def nuncio_cc_library(name, srcs = [], hdrs = [], deps = [], copts = [], visibility = None, **kwargs):
    """A library of source/ or test/. Who may use it follows from bazel/layers.bzl.

    Args:
      name: name of the target.
      srcs: .cc files and private headers.
      hdrs: public headers, included by their path from the root of the tree.
      deps: libraries that a file here includes.
      copts: more options for the compiler.
      visibility: only to narrow what the layer gives.
      **kwargs: passed to cc_library.
    """
    native.cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        copts = NUNCIO_COPTS + copts,
        linkstatic = True,
        visibility = visibility or source_visibility(native.package_name()),
        deps = deps,
        **kwargs
    )

def nuncio_cc_binary(name, srcs, deps = [], copts = [], visibility = None, **kwargs):
    """A program. Under a sanitizer it carries the same defaults as the tests.

    Args:
      name: name of the target.
      srcs: .cc files.
      deps: libraries.
      copts: more options for the compiler.
      visibility: default is public: tests run binaries.
      **kwargs: passed to cc_binary.
    """
    native.cc_binary(
        name = name,
        srcs = srcs,
        copts = NUNCIO_COPTS + copts,
        visibility = visibility or ["//visibility:public"],
        deps = deps + select({
            "//bazel:sanitizer": [_SANITIZER_DEFAULTS],
            "//conditions:default": [],
        }),
        **kwargs
    )

def nuncio_cc_test(name, srcs, deps = [], copts = [], size = "small", **kwargs):
    """The GoogleTest binary of a folder, linked with gtest_main.

    Args:
      name: `<folder>_test`.
      srcs: every *_test.cc of the folder.
      deps: libraries.
      copts: more options for the compiler.
      size: resources that Bazel sets aside.
      **kwargs: passed to cc_test.
    """
    native.cc_test(
        name = name,
        srcs = srcs,
        copts = NUNCIO_COPTS + copts,
        size = size,
        deps = deps + [_SANITIZER_DEFAULTS, "@system//:gtest_main"],
        **kwargs
    )

def nuncio_cc_fuzz_test(name, srcs, corpus, deps = [], **kwargs):
    """A fuzz target: a file that defines LLVMFuzzerTestOneInput.

    Under --config=fuzz it is a libFuzzer binary, which tools/fuzz runs. In every other build it is a normal test that
    replays its seeds.

    Args:
      name: `<what>_fuzz_test`.
      srcs: the .cc file.
      corpus: folder of seeds, below this package.
      deps: libraries.
      **kwargs: passed to cc_test.
    """
    native.cc_test(
        name = name,
        srcs = srcs,
        args = ["-runs=0", native.package_name() + "/" + corpus],
        copts = NUNCIO_COPTS,
        data = native.glob([corpus + "/**"]),
        linkopts = select({
            "//bazel:fuzz": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        size = "small",
        deps = deps + [_SANITIZER_DEFAULTS] + select({
            "//bazel:fuzz": [],
            "//conditions:default": ["//test/fuzz:replay_main"],
        }),
        **kwargs
    )
