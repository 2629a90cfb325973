#!/bin/sh
exec node "$(dirname "$0")/../../src/run.mjs" test/send-test-tx "$@"
