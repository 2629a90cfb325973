# errors.sh: the last errors of seven days in the journal of the service; ends with 3 where there are some.
# grep reads from a pipe, and ends with 1 where nothing fits: a here-document would need room on a disk.
set -euo pipefail
export LC_ALL=C
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
errors=$(journalctl -u upgrade-manager --since "7 days ago" --no-pager 2> "$notes" | { grep -E 'ERROR|FATAL' || (($? == 1)); } | tail -n 200) || { cat "$notes" >&2; exit 2; }
# It ends well, too, where it sees no journal, or only the one of its own user: then nobody knows of any error.
! grep -E 'No journal files|not seeing messages' "$notes" >&2 || exit 2
[ -z "$errors" ] || { echo "$errors"; exit 3; }
