# prune-backups.sh delete|gone <files>: deletes backups that were listed, or tells whether they are gone. Runs in backups.
# On a full disk a file goes first, which makes the room for the list; what is gone already is taken out of the list all the same.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
need_list
for name in $2; do
  if [ "$1" = gone ]; then
    [ ! -e "$name" ] || { echo "$name is still there" >&2; exit 1; }
    [ -z "$(listed "$name")" ] || { echo "$name is gone, and SHA256SUMS still lists it: make room on the disk, and delete again" >&2; exit 1; }
    continue
  fi
  if [ -f "$name" ] && [ ! -L "$name" ]; then
    [ -n "$(find "$name" -maxdepth 0 -mtime +30)" ] || { echo "$name is not that old: nothing more is deleted" >&2; exit 1; }
    rm -v -- "$name"
  fi
  if [ ! -e "$name" ]; then relist "$name"; fi
done
