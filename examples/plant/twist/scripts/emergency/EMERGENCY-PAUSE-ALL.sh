#!/bin/sh
exec node "$(dirname "$0")/../../src/run.mjs" emergency/EMERGENCY-PAUSE-ALL "$@"
