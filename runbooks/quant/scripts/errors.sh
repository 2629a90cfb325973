# Counts the lines with errors of the last hours in the log and in the one before it, and prints the last ten (L65-67).
# A line without a time, as of a stack, is as old as the one before it; those before the first time are no newer than that.
# errors.sh <hours>
set -euo pipefail
export LC_ALL=C
from=$(date -u -d "-$1 hours" +%Y-%m-%dT%H:%M:%SZ) || exit 2
logs=(logs/system.log)
[ ! -e logs/system.log.1 ] || logs=(logs/system.log.1 logs/system.log)
awk -v from="$from" '
  BEGIN { recent = 1 }
  $1 ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]/ {
    recent = ($1 ~ /T/ ? $1 : $1 "T" $2) >= from
    if (!timed && !recent) n = 0
    timed = 1
  }
  recent && tolower($0) ~ /error/ { n += 1; last[n % 10] = $0 }
  END { printf "errors: %d\n", n; for (i = n > 10 ? n - 9 : 1; i <= n; i += 1) print last[i % 10] }' "${logs[@]}"
