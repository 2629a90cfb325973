# Leaves the mark of an emergency stop, which everything that starts the service looks at (L179-182): hold.sh <mark> <time>
set -euo pipefail
export LC_ALL=C
umask 077

# A start may be taking the mark of an earlier stop away at this moment. Nothing keeps this one from being left.
{ exec 9>>"$1.lock" && flock --timeout 2 9; } 2>/dev/null || echo 'Left without the lock.' >&2
# A run that was interrupted comes back after a later stop: the later time stays, which more starts are too early for.
if [[ -s $1 ]] && at=$(head -n 1 "$1") && [[ $at =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$ && $at > $2 ]]; then
  echo "A later stop, of $at, has left its mark already."
  exit
fi
printf '%s\n' "$2" >"$1"
