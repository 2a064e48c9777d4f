#!/bin/sh
exec python3 test/integration/life_test.py "$@"
