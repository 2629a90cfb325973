# signatures.sh <api> <proposal> <needed> [<keys> [<members> [<rule>]]]: how many members have signed, without the keys given; ends with 1 until enough have.
# 3 is the answer that nobody signs it any more: it is cancelled, or executed by now.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/approvals.sh"
proposal=$(curl -sSf --max-time 10 "$1/proposals/$2") || exit 2
status=$(jq -er .status <<< "$proposal") || exit 2
[ -n "$status" ] || { echo "the service said nothing of the proposal" >&2; exit 2; }
count=$(signatures "${4:-}" "${5:-}" "${6:-}" <<< "$proposal") || exit 2
echo "signatures: $count"
echo "state: $status"
case $status in pending | approved) [ "$count" -ge "$3" ] ;; *) exit 3 ;; esac
