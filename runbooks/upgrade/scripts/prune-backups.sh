# prune-backups.sh delete|gone <files>: deletes backups that were listed, or tells whether they are gone. Runs in backups.
set -e
. "$(dirname "$0")/sums.sh"
for name in $2; do
  if [ "$1" = gone ]; then
    [ ! -e "$name" ] || { echo "$name is still there" >&2; exit 1; }
    continue
  fi
  [ -f "$name" ] && [ ! -L "$name" ] || continue
  [ -n "$(find "$name" -maxdepth 0 -mtime +30)" ] || { echo "$name is not that old: nothing more is deleted" >&2; exit 1; }
  rm -v -- "$name"
  list "$name" gone
done
