#!/bin/sh
exec python3 test/benchmark/hot_path_test.py "$@"
