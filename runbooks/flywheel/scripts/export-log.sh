# Writes the whole log of the service into a file of this folder, and prints it (L63-64): export-log.sh <file>
set -euo pipefail

bash "${BASH_SOURCE[0]%/*}/compose.sh" logs --no-color | tee "$1"
