# Counts the lines with errors of the last hours in the log and in the one before it, and prints the last ten (L65-67).
# errors.sh <hours>
set -o pipefail
from=$(date -u -d "-$1 hours" +%Y-%m-%dT%H:%M:%SZ) || exit 2
logs=(logs/system.log)
[ ! -e logs/system.log.1 ] || logs=(logs/system.log.1 logs/system.log)
awk -v from="$from" '$1 >= from && tolower($0) ~ /error/ { n += 1; last[n % 10] = $0 }
  END { printf "errors: %d\n", n; for (i = n > 10 ? n - 9 : 1; i <= n; i += 1) print last[i % 10] }' "${logs[@]}"
