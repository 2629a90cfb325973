# Lists what is outdated in this folder (L591-593). Ends with 3 where something is: pnpm itself ends with 1 of that and of every failure.
set -euo pipefail
export LC_ALL=C

list=$(pnpm outdated --format json) || (($? == 1))
jq -e 'type == "object" and all(.[]; type == "object" and has("latest"))' <<<"${list:-null}" >/dev/null || {
  echo "pnpm did not say what is outdated: ${list:-nothing was printed}" >&2
  exit 1
}
jq -r 'to_entries[] | "\(.key) | \(.value.current) | \(.value.latest)"' <<<"$list"
jq -e 'length == 0' <<<"$list" >/dev/null || exit 3
