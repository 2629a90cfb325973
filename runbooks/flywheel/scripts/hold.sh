# Leaves the mark of an emergency stop, which everything that starts the service looks at (L179-182): hold.sh <mark> <time>
set -euo pipefail
export LC_ALL=C
umask 077

printf '%s\n' "$2" >"$1"
