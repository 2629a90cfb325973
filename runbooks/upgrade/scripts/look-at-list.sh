# look-at-list.sh <file>: how many accounts it lists, how many of them twice, and how many lines are no address, as JSON.
[ -s "$1" ] || { echo "$1 is not there, or empty" >&2; exit 1; }
strange=$(grep -Evc '^[1-9A-HJ-NP-Za-km-z]{32,44}$' "$1")
echo "{\"accounts\": $(wc -l < "$1"), \"twice\": $(sort "$1" | uniq -d | wc -l), \"strange\": $strange}"
