# timelock-over.sh <api> <proposal> <seconds> <rpc> <needed> [<keys> [<members> [<rule>]]]: says how many hours are left, and how many have signed without these keys.
# It ends with 1 until the timelock is over by so many seconds and so many have signed.
set -euo pipefail
export LC_ALL=C
read=$(bash "$(dirname "$0")/timelock.sh" "$1" "$2" "$4" "${6:-}" "${7:-}" "${8:-}") || exit 2
jq -re '"hours left: \(.hours_left // error("there is no timelock: \(.status)"))", "signatures: \(.signatures)"' <<< "$read" || exit 2
jq -e --argjson margin "$3" --argjson needed "$5" '.seconds_over >= $margin and .status == "approved" and .signatures >= $needed' <<< "$read" > /dev/null
