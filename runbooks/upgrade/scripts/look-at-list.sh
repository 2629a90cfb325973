# look-at-list.sh <file>: how many accounts it lists, how many of them twice, and how many lines are no address, as JSON.
set -euo pipefail
export LC_ALL=C
[ -s "$1" ] || { echo "$1 is not there, or empty" >&2; exit 1; }
[ -z "$(tail -c 1 "$1")" ] || { echo "$1 was cut off: its last line has no end. Have it written anew." >&2; exit 1; }
# grep ends with 1 where each is an address.
strange=$(grep -Evc '^[1-9A-HJ-NP-Za-km-z]{32,44}$' "$1") || (($? == 1))
twice=$(sort "$1" | uniq -d | wc -l)
echo "{\"accounts\": $(wc -l < "$1"), \"twice\": $twice, \"strange\": $strange}"
