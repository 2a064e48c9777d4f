"""@boringssl: the source that tools/fetch_boringssl left in the user's cache, with a BUILD file of ours."""

_SOURCE = "/.cache/nuncio-boringssl/source"

def _boringssl_impl(repository_ctx):
    home = repository_ctx.os.environ.get("HOME", "")
    source = repository_ctx.path(home + _SOURCE)
    if not source.get_child("BUILD.generated.bzl").exists:
        fail("the source of BoringSSL is not in %s; run tools/setup" % source)
    for entry in source.readdir():
        repository_ctx.symlink(entry, entry.basename)
    repository_ctx.symlink(Label("//bazel:boringssl.BUILD"), "BUILD.bazel")

boringssl_repository = repository_rule(
    implementation = _boringssl_impl,
    environ = ["HOME"],
    local = True,
    doc = "Makes @boringssl//:ssl and @boringssl//:crypto.",
)
