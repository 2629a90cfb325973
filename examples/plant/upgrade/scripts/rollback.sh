#!/bin/sh
exec node "$(dirname "$0")/../src/run.ts" scripts/rollback "$@"
