# Counts in the newest lines of the log what speaks against shorter epochs, and what against longer ones (L293, L357). Prints JSON.
set -euo pipefail
export LC_ALL=C

log=$(bash "${BASH_SOURCE[0]%/*}/compose.sh" logs --no-color --tail=500)
# grep ends with 1 where nothing fits: an answer, not an error. It reads from a pipe: a here-document would need room on a disk.
count() { printf '%s\n' "$log" | grep -c "$1" || (($? == 1)); }
refused=$(count '429 Too Many Requests')
slipped=$(count 'Slippage exceeds maximum')
printf '{ "refused": %d, "slipped": %d }\n' "$refused" "$slipped"
