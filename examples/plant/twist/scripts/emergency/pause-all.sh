#!/bin/sh
exec node "$(dirname "$0")/../../src/run.mjs" emergency/pause-all "$@"
