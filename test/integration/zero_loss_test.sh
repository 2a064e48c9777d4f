#!/bin/sh
exec python3 test/integration/zero_loss_test.py "$@"
