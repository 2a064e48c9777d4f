"""@system: libraries that Debian's packages install.

Each target carries link options only, the headers are in /usr/include. The versions of the packages go into a define,
so that an upgrade of a header makes the compile actions that saw the old one stale.
"""

# target: (Debian package, linker options, other targets that it needs)
_LIBRARIES = {
    "benchmark": ("libbenchmark-dev", ["-lbenchmark", "-lpthread"], []),
    "cares": ("libc-ares-dev", ["-lcares"], []),
    "grpc": ("libgrpc++-dev", ["-lgrpc++", "-lgrpc", "-lgpr"], ["abseil"]),
    "gtest": ("libgtest-dev", ["-lgmock", "-lgtest", "-lpthread"], []),
    "gtest_main": ("libgmock-dev", ["-lgmock_main"], ["gtest"]),
    "libevent": ("libevent-dev", ["-levent_core", "-levent_pthreads"], []),
    "nghttp2": ("libnghttp2-dev", ["-lnghttp2"], []),
    "protobuf": ("libprotobuf-dev", ["-lprotobuf", "-lpthread"], []),
    "re2": ("libre2-dev", ["-lre2"], []),
    "yaml_cpp": ("libyaml-cpp-dev", ["-lyaml-cpp"], []),
}

# pkg-config names, without their prefix, of the Abseil libraries that the tree uses. Each brings what it needs.
_ABSEIL = [
    "algorithm_container",
    "any_invocable",
    "base",
    "bits",
    "btree",
    "cleanup",
    "cord",
    "failure_signal_handler",
    "fixed_array",
    "flags",
    "flags_parse",
    "flags_usage",
    "flat_hash_map",
    "flat_hash_set",
    "function_ref",
    "hash",
    "inlined_vector",
    "int128",
    "node_hash_map",
    "node_hash_set",
    "optional",
    "span",
    "stacktrace",
    "status",
    "statusor",
    "str_format",
    "strings",
    "symbolize",
    "synchronization",
    "time",
    "variant",
]

def _run(repository_ctx, arguments):
    result = repository_ctx.execute(arguments)
    if result.return_code != 0:
        fail("%s failed; run tools/setup\n%s%s" % (" ".join(arguments), result.stdout, result.stderr))
    return result.stdout.strip()

def _package_version(repository_ctx, package):
    return _run(repository_ctx, ["dpkg-query", "--show", "--showformat=${Version}", package])

def _define(package, version):
    name = "NUNCIO_BUILT_WITH_" + package.replace("-", "_").replace("+", "p").replace(".", "_").upper()
    value = "".join([c if c.isalnum() else "_" for c in version.elems()])
    return "%s=v%s" % (name, value)

def _library(name, linkopts, deps, define):
    return """
cc_library(
    name = "{name}",
    defines = ["{define}"],
    linkopts = {linkopts},
    deps = {deps},
)
""".format(name = name, define = define, linkopts = repr(linkopts), deps = repr([":" + d for d in deps]))

def _system_libraries_impl(repository_ctx):
    build = ["package(default_visibility = [\"//visibility:public\"])\n"]
    for name in sorted(_LIBRARIES):
        package, linkopts, deps = _LIBRARIES[name]
        build.append(_library(name, linkopts, deps, _define(package, _package_version(repository_ctx, package))))

    # The order that pkg-config gives is the order in which the archives resolve: it stays as it is.
    absl = _run(repository_ctx, ["pkg-config", "--libs"] + ["absl_" + name for name in _ABSEIL])
    linkopts = [flag for flag in absl.split(" ") if flag]
    define = _define("libabsl-dev", _package_version(repository_ctx, "libabsl-dev"))
    build.append(_library("abseil", linkopts, [], define))
    repository_ctx.file("BUILD.bazel", "".join(build))

system_libraries_repository = repository_rule(
    implementation = _system_libraries_impl,
    local = True,
    doc = "Writes one cc_library for each system library, after a look at its package.",
)
