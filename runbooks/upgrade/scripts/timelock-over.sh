# timelock-over.sh <api> <proposal> <seconds> <rpc>: says how many hours are left; ends with 1 until the timelock is over by so many seconds.
set -euo pipefail
export LC_ALL=C
read=$(bash "$(dirname "$0")/timelock.sh" "$1" "$2" "$4") || exit 2
jq -re '"hours left: \(.hours_left // error("there is no timelock: \(.status)"))"' <<< "$read" || exit 2
jq -e --argjson margin "$3" '.seconds_over >= $margin and .status == "approved"' <<< "$read" > /dev/null
