#!/bin/sh
exec node "$(dirname "$0")/../../src/run.ts" emergency/EMERGENCY-PAUSE-ALL "$@"
