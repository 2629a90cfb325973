# proposals-of.sh <api> <buffer>: how many open proposals hold a buffer, and the last one that the service lists, as JSON.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/listed-proposals.sh"
curl -sSf --max-time 10 "$1/proposals?status=open" | page |
  jq -ce --arg buffer "$2" '[.[] | select(.buffer == $buffer)] | { count: length, proposal: (last.id // null) }'
