# verify-backup.sh <file>: whether a backup is what it was when it was kept. Runs in backups.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
verified "$1"
