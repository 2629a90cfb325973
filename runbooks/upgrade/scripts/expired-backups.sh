# expired-backups.sh: which backups are older than 30 days, as JSON. Runs in backups.
# Only backups by day, never the newest seven of a sort that count, never a tagged version such as program_v1.so.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
old=$(
  for pattern in 'program_2*.so' 'build_2*.so' 'db_2*.sql'; do
    newest=$(kept "$pattern" | sed -n 1,7p | paste -sd ' ')
    for name in $(find . -maxdepth 1 -type f -name "$pattern" -mtime +30 -printf '%f\n'); do
      [[ " $newest " == *" $name "* ]] || echo "$name"
    done
  done | sort
)
count=$(printf '%s' "$old" | wc -w)
echo "{\"count\": $count, \"files\": \"${old//$'\n'/ }\"}"
