# Prints of the newest file of that name what a filter of jq finds: newest.sh <pattern> <filter> <folder>... (L126, L226, L299, L329)
set -euo pipefail
export LC_ALL=C

pattern=$1 filter=$2
shift 2
newest=
for folder in "$@"; do
  for file in "$folder"/$pattern; do
    if [[ -e $file && ( -z $newest || $file -nt $newest ) ]]; then newest=$file; fi
  done
done
[[ -n $newest ]] || {
  echo "There is no $pattern in $*." >&2
  exit 1
}
jq -e --arg file "$newest" "$filter" "$newest"
