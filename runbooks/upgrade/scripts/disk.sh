# disk.sh <folder>: the fuller one of the disk of a folder and that of the system, as JSON.
set -euo pipefail
export LC_ALL=C
df -P -- "$1" / | tail -n +2 | tr -d % | sort -rnk5 |
  awk 'NR == 1 { printf "{\"percent\": %d, \"mount\": \"%s\"}\n", $5, $6 }'
