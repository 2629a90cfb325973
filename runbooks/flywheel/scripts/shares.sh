# Adds up two shares (L134-136). Prints JSON.
set -euo pipefail

printf '{ "sum": %d }\n' "$(($1 + $2))"
