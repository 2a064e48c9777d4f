#!/bin/sh
exec python3 tools/checks_test.py
