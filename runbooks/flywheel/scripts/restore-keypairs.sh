# Unpacks the newest archive of key files beside them, and gives each its name where none has it: restore-keypairs.sh <folder> <backups>
# (L510-512). One that is there stays. Where it is not what the archive holds, that is told as a failure: it may have been cut off.
set -euo pipefail
export LC_ALL=C

source "${BASH_SOURCE[0]%/*}/sealing.sh"
source "${BASH_SOURCE[0]%/*}/by-day.sh"

newest=$(by_day "$2" 'keypairs-backup-*.tar.gz.gpg' | sed -n 1p)
[[ -n $newest ]] || {
  echo "There is no backup of the key files in $2." >&2
  exit 1
}
# A fixed name: what a kill left of it goes, so that no key lies in a place that nobody looks at.
draft=$1/.restoring
trap 'rm -rf -- "$draft"' EXIT
rm -rf -- "$draft"
mkdir -p -- "$draft"
unseal "$2/$newest" | tar -xz -C "$draft"
failed=0
for file in "$draft"/*; do
  restore "$file" "$1/${file##*/}" || failed=1
done
exit "$failed"
