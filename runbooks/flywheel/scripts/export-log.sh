# Writes the whole log of the service into a file of this folder, and prints it (L63-64): export-log.sh <file>
set -euo pipefail
export LC_ALL=C

source "${BASH_SOURCE[0]%/*}/placing.sh"

# Its name is that of the run: where it is there, this run has made it.
if [[ ! -e $1 ]]; then
  trap 'rm -f -- "$1.part"' EXIT
  bash "${BASH_SOURCE[0]%/*}/compose.sh" logs --no-color >"$1.part"
  place "$1.part" "$1"
fi
cat -- "$1"
