#!/bin/sh
exec python3 test/integration/reference_test.py "$@"
