# rehearse-restore.sh: restores the newest backup of the database into a scratch database. Prints what is in it, as JSON.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
newest=$(kept 'db_*.sql' | sed -n 1p)
[ -n "$newest" ] || { echo "there is no backup of the database: run backup/database" >&2; exit 1; }
verified "$newest" >&2
bash "$(dirname "$0")/restore-database.sh" "$newest" upgrade_manager_rehearsal
