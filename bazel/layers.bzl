"""Which folder of source/ stands on which line. The macros derive visibility from this; tools/check_layers reads it too."""

# A folder may include folders on lower lines and itself, never a neighbour on its own line.
LAYERS = {
    "base": 0,
    "buffer": 1,
    "event": 1,
    "runtime": 1,
    "schema": 1,
    "stats": 1,
    "http": 2,
    "network": 2,
    "worker": 2,
    "xds": 2,
    "record": 3,
    "format": 4,
    "matching": 4,
    "policy": 5,
    "tls": 5,
    "access_log": 6,
    "routing": 6,
    "tracing": 6,
    "upstream": 6,
    "filter": 7,
    "extensions": 8,
    "listener": 8,
    "proxy": 8,
    "config": 9,
    "admin": 10,
    "control": 11,
    "server": 11,
    "main": 12,
}

# The folders that may see a message of api/. The rest works on plain values.
PROTO_FOLDERS = [
    "schema",
    "xds",
    "extensions",
    "config",
    "control",
    "main",
]

# Each folder under extensions/ is a unit of its own; only this one serves the others.
SHARED_EXTENSIONS = "extensions/shared"

# Third-party libraries: what an include of each starts with, and the folders of source/ that may write one. A header that
# is in no entry, in no standard and not ours has no owner, which the check refuses.
LIBRARIES = {
    "abseil": struct(
        includes = ["absl/"],
        owners = sorted(LAYERS),
    ),
    "libevent": struct(
        includes = ["event2/"],
        owners = ["event"],
    ),
    "yaml_cpp": struct(
        includes = ["yaml-cpp/"],
        owners = ["schema"],
    ),
    "re2": struct(
        includes = ["re2/"],
        owners = ["matching", "schema"],
    ),
    "cares": struct(
        includes = ["ares.h", "ares_"],
        owners = ["network"],
    ),
    "nghttp2": struct(
        includes = ["nghttp2/"],
        owners = ["http"],
    ),
    "boringssl": struct(
        includes = ["openssl/"],
        owners = ["tls"],
    ),
    "grpc": struct(
        includes = ["grpc/", "grpcpp/", "grpc++/"],
        owners = ["xds", "control"],
    ),
    # Message trees as such: descriptors, reflection, JSON.
    "protobuf_reflection": struct(
        includes = [
            "google/protobuf/descriptor",
            "google/protobuf/dynamic_message",
            "google/protobuf/reflection",
            "google/protobuf/util/",
        ],
        owners = ["schema"],
    ),
    "protobuf": struct(
        includes = ["google/protobuf/"],
        owners = PROTO_FOLDERS,
    ),
    "sqlite": struct(
        includes = ["sqlite3"],
        owners = ["control"],
    ),
    "xxhash": struct(
        includes = ["xxhash"],
        owners = ["policy"],
    ),
    "zlib": struct(
        includes = ["zlib", "zconf"],
        owners = ["extensions"],
    ),
}
