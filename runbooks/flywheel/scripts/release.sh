# Takes the mark of an emergency stop away, but only of one from before the start was asked for (L203): release.sh <mark> <time>
set -euo pipefail
export LC_ALL=C

# A later stop may be writing its own at this moment: it waits, and then leaves it.
exec 9>>"$1.lock"
flock 9
mark=$(bash "${BASH_SOURCE[0]%/*}/held.sh" "$1")
held=$(printf %s "$mark" | jq -r .held)
if [[ $held == false ]]; then exit; fi
if [[ $held != true ]]; then
  echo "Nobody can tell whether an emergency stop holds: look at the folder of $1." >&2
  exit 1
fi
at=$(printf %s "$mark" | jq -r .at)
stopped=$(date -d "$at" +%s%N)
asked=$(date -d "$2" +%s%N)
if ((stopped > asked)); then
  echo "An emergency stop of $at came after this was asked for: ask for the start anew." >&2
  exit 1
fi
rm -f "$1"
