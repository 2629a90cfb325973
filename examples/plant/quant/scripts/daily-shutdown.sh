#!/bin/bash
# The script of the evening as the host has it: it stops nothing, and its copy fails as soon as there are two logs.
TODAY=$(date +%Y-%m-%d)
mkdir -p logs/archive
cp logs/*.log "logs/archive/${TODAY}_"
gzip "logs/archive/${TODAY}"_*.log
echo "Shutdown checks complete."
