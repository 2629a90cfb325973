# Counts what would still be copied: uncopied.sh rsync|s3 <folder> <target> (L519, L522). Prints JSON.
set -euo pipefail
export LC_ALL=C

tool=$1 from=$2 to=$3
# Of a folder without a report nothing is left to copy: that says nothing of a copy.
[[ -n $(find "$from" -name '*.json' -print -quit) ]] || {
  echo "There is no report in $from: nothing can be said of its copy." >&2
  exit 1
}
case $tool in
  rsync) list=$(rsync -av --dry-run "$from" "$to") mark='[.]json$' ;;
  s3) list=$(aws s3 sync "$from" "$to" --dryrun) mark='upload:' ;;
  *) exit 64 ;;
esac
# grep ends with 1 where nothing fits: an answer, not an error. It reads from a pipe: a here-document would need room on a disk.
left=$(printf '%s\n' "$list" | grep -c "$mark") || (($? == 1))
printf '{ "left": %d }\n' "$left"
