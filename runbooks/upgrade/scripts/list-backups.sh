# list-backups.sh <program|db>: backups of a sort whose checksum is right, each with the time that it is of, newest first, as JSON. Runs in backups.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
kept "$1_*" |
  while read -r name; do
    if verified "$name" >&2; then stat -c '%Y %n' -- "$name"; fi
  done |
  jq -Rn '[inputs | split(" ") | { value: .[1], label: "\(.[1]), \(.[0] | tonumber | strftime("%Y-%m-%d %H:%M")) UTC" }] | { backups: . }'
