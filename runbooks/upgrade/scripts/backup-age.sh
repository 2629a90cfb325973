# backup-age.sh: hours since the newest backup of each sort, as JSON; null where there is none. Runs in backups.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
hours() {
  local newest
  newest=$(kept "$1" | sed -n 1p)
  if [ -z "$newest" ]; then echo null; else echo $((($(date +%s) - $(stat -c %Y -- "$newest")) / 3600)); fi
}
program=$(hours 'program_2*.so')
database=$(hours 'db_*.sql')
echo "{\"program\": $program, \"database\": $database}"
