# proposals-of.sh <api> <buffer>: how many open proposals hold a buffer, and the last one that the service lists, as JSON.
set -euo pipefail
export LC_ALL=C
curl -sSf --max-time 10 "$1/proposals?status=open" |
  jq -ce --arg buffer "$2" '[.proposals[] | select(.buffer == $buffer)] | { count: length, proposal: (last.id // null) }'
