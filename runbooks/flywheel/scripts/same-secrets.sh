# Says as JSON of each named secret whether the container runs with what .env of this folder says. No value is printed (L138-139).
set -euo pipefail
export LC_ALL=C
. "${BASH_SOURCE[0]%/*}/env.sh"

running=$(bash "${BASH_SOURCE[0]%/*}/compose.sh" exec -T x-coin-flywheel printenv)
for key in "$@"; do
  written=$(value_of "$key")
  same=false
  if [[ -n $written ]] && grep -qxF -- "$key=$written" <<<"$running"; then same=true; fi
  printf '%s %s\n' "$key" "$same"
done | jq -Rn '[inputs | split(" ") | { (.[0]): (.[1] == "true") }] | add'
