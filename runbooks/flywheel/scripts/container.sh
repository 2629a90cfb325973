# Prints as JSON what the container of the service really runs with, of the named variables alone: others are secrets (L138-139).
set -euo pipefail
export LC_ALL=C

bash "${BASH_SOURCE[0]%/*}/compose.sh" exec -T x-coin-flywheel printenv |
  jq -Rn --args '[inputs | capture("^(?<key>[A-Z_]+)=(?<value>.*)$") | select(.key | IN($ARGS.positional[]))] | from_entries' "$@"
