#!/bin/sh
exec node "$(dirname "$0")/../../src/run.ts" test/send-test-tx "$@"
