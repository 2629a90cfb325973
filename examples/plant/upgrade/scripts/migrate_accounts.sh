#!/bin/sh
exec node "$(dirname "$0")/../src/run.mjs" scripts/migrate_accounts "$@"
