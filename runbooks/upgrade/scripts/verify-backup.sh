# verify-backup.sh <file>: whether a backup is what it was when it was kept. Runs in backups.
. "$(dirname "$0")/sums.sh"
verified "$1"
