#!/bin/sh
exec python3 test/integration/discovery_test.py "$@"
