# Counts in the newest lines of the log what speaks against shorter epochs, and what against longer ones (L293, L357). Prints JSON.
set -euo pipefail

log=$(bash "${BASH_SOURCE[0]%/*}/compose.sh" logs --no-color --tail=500)
# grep ends with 1 where nothing fits: an answer, not an error.
printf '{ "refused": %d, "slipped": %d }\n' \
  "$(grep -c '429 Too Many Requests' <<<"$log" || true)" "$(grep -c 'Slippage exceeds maximum' <<<"$log" || true)"
