# open-proposals.sh <api>: the proposals that are open, as JSON to pick from: each with its state and what it changes.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/listed-proposals.sh"
curl -sSf --max-time 10 "$1/proposals?status=open" | page |
  jq -e '[.[] | { value: .id, label: "\(.id), \(.status): \(.description // "")"[:100] }]'
