# accounts.sh <rpc> <program> <filters>: asks the node for the accounts of a program, and writes each once into accounts.txt.
# The list has its name only once all of it is on the disk: the one before stays until then.
set -euo pipefail
export LC_ALL=C
trap 'rm -f .accounts.txt' EXIT
request=$(jq -nc --arg id "$2" --argjson filters "$3" '{ jsonrpc: "2.0", id: 1, method: "getProgramAccounts",
  params: [$id, { encoding: "base64", dataSlice: { offset: 0, length: 0 }, filters: $filters }] }') || exit 2
curl -sSf --max-time 120 -H 'content-type: application/json' -d "$request" "$1" |
  jq -r '.result | if type == "array" then .[] | .pubkey // error("the node named an account without its key") else error("the node gave no list") end' | sort -u > .accounts.txt || exit 2
[ -s .accounts.txt ] || { echo "the node named no account: the list stays as it was" >&2; exit 2; }
sync .accounts.txt
mv -T .accounts.txt accounts.txt
echo "accounts: $(wc -l < accounts.txt)"
