# authority.sh <program> <rpc>: who may upgrade it, or `none` where there is no such program.
# Only the cluster's own word that there is no such account counts as none.
if shown=$(solana program show "$1" --url "$2" --output json 2>&1); then
  jq -er .authority <<< "$shown"
  exit
fi
case $shown in
  *"Unable to find the account"*) echo none ;;
  *) echo "$shown" >&2; exit 2 ;;
esac
