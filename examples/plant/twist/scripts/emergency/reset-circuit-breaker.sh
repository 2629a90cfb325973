#!/bin/sh
exec node "$(dirname "$0")/../../src/run.ts" emergency/reset-circuit-breaker "$@"
