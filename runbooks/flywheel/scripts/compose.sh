# Calls compose as this host has it: a program of its own, or the plug-in of docker (L31-64): compose.sh <command>...
set -euo pipefail
export LC_ALL=C

if command -v docker-compose >/dev/null; then exec docker-compose "$@"; fi
exec docker compose "$@"
