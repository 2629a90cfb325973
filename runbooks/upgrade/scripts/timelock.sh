# timelock.sh <api> <proposal> <rpc> [<keys> [<members> [<rule>]]]: its end beside the clock of the cluster, and how many have signed without these keys, as JSON.
# The service may write seconds, milliseconds or a date: all of them are read.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/approvals.sh"
proposal=$(curl -sSf --max-time 10 "$1/proposals/$2") || exit 2
count=$(signatures "${4:-}" "${5:-}" "${6:-}" <<< "$proposal") || exit 2
block=$(solana block-time --url "$3" --output json) || exit 2
jq -ncS --argjson p "$proposal" --argjson b "$block" --argjson here "$(date -u +%s)" --argjson count "$count" '
  def seconds:
    if type == "string" and test("^[0-9]+$") then tonumber else . end
    | if type == "number" then (if . > 100000000000 then . / 1000 else . end | floor)
      elif type == "string" then (sub("[.][0-9]+"; "") | fromdateiso8601)
      else null end;
  ($p.timelock_until | seconds) as $until | ($p.approved_at | seconds) as $from
  | { status: $p.status,
      signatures: $count,
      until: (if $until then ($until | todate) else null end),
      cluster: ($b.timestamp | todate),
      seconds_over: (if $until then $b.timestamp - $until else null end),
      hours_left: (if $until then (([$until - $b.timestamp, 0] | max) / 360 | ceil / 10) else null end),
      hours: (if $until and $from then ($until - $from) / 3600 else null end),
      drift: (($here - $b.timestamp) | fabs) }' || exit 2
