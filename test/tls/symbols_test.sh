#!/bin/sh
# Fails when a program offers a symbol of BoringSSL to shared libraries: they would take it for OpenSSL's.
#
# usage: symbols_test.sh PROGRAM...
for program in "$@"; do
  symbols=$(nm -D --defined-only "$program") || exit 1
  found=$(printf '%s\n' "$symbols" | grep -E ' (_ZN4bssl|(SSL|EVP|CRYPTO|X509|RSA|EC|ERR|BIO|OPENSSL)_)' | head -5)
  if [ -n "$found" ]; then
    printf '%s shows symbols of BoringSSL:\n%s\n' "$program" "$found"
    exit 1
  fi
done
