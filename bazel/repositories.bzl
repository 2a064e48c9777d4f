"""Everything from outside the tree, all of it out of Debian's packages."""

load("//bazel:boringssl.bzl", "boringssl_repository")
load("//bazel:protobuf.bzl", "system_protobuf_repository")
load("//bazel:system.bzl", "system_libraries_repository")

def nuncio_repositories():
    native.local_repository(name = "rules_cc", path = "bazel/rules_cc")
    native.local_repository(name = "rules_java", path = "/usr/share/bazel/rules/java")
    native.local_repository(name = "remote_coverage_tools", path = "bazel/remote_coverage_tools")
    system_protobuf_repository(name = "com_google_protobuf")
    system_libraries_repository(name = "system")
    boringssl_repository(name = "boringssl")
