# Counts the known vulnerabilities of this folder (L598-599). Ends with 3 where there are some: pnpm itself ends with 1 of that and of every failure.
set -euo pipefail
export LC_ALL=C

list=$(pnpm audit --json) || (($? == 1))
count=$(jq '.metadata.vulnerabilities | add' <<<"${list:-null}")
[[ $count =~ ^[0-9]+$ ]] || {
  echo "pnpm did not say what is vulnerable: ${list:-nothing was printed}" >&2
  exit 1
}
echo "$count known vulnerabilities"
jq -r '.advisories[]? | "\(.severity): \(.module_name) \(.title)"' <<<"$list"
((count == 0)) || exit 3
