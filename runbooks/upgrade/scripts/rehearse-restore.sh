# rehearse-restore.sh: restores the newest backup of the database into a scratch database. Prints what is in it, as JSON.
set -e
. "$(dirname "$0")/sums.sh"
newest=$(ls -t db_*.sql | head -n 1)
verified "$newest" >&2
bash "$(dirname "$0")/restore-database.sh" "$newest" upgrade_manager_rehearsal
