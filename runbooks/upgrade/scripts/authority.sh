# authority.sh <program> <rpc>: who may upgrade it, `immutable` where nobody may any more, or `none` where there is no such program.
# Only the cluster's own word that there is no such account counts as none.
set -euo pipefail
export LC_ALL=C
if shown=$(solana program show "$1" --url "$2" --output json 2>&1); then
  # The tool calls nobody none.
  jq -er '.authority | if . == "none" then "immutable" else . end' <<< "$shown"
  exit
fi
case $shown in
  *"Unable to find the account"*) echo none ;;
  *) echo "$shown" >&2; exit 2 ;;
esac
