# Counts what would still be copied: uncopied.sh rsync|s3 <folder> <target> (L519, L522). Prints JSON.
set -euo pipefail

tool=$1 from=$2 to=$3
case $tool in
  rsync) list=$(rsync -av --dry-run "$from" "$to") mark='[.]json$' ;;
  s3) list=$(aws s3 sync "$from" "$to" --dryrun) mark='upload:' ;;
  *) exit 64 ;;
esac
# grep ends with 1 where nothing fits: an answer, not an error.
printf '{ "left": %d }\n' "$(grep -c "$mark" <<<"$list" || true)"
