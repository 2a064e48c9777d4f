#!/bin/sh
exec python3 tools/api/generate_test.py
