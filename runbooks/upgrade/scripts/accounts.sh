# accounts.sh <rpc> <program> <filters>: asks the node for the accounts of a program, and writes each once into accounts.txt.
request=$(jq -nc --arg id "$2" --argjson filters "$3" '{ jsonrpc: "2.0", id: 1, method: "getProgramAccounts",
  params: [$id, { encoding: "base64", dataSlice: { offset: 0, length: 0 }, filters: $filters }] }') || exit 2
answer=$(curl -sSf --max-time 120 -H 'content-type: application/json' -d "$request" "$1") || exit 2
jq -er '.result | if type == "array" then .[].pubkey else error("the node gave no list") end' <<< "$answer" > accounts.txt.new || exit 2
LC_ALL=C sort -u accounts.txt.new > accounts.txt && rm accounts.txt.new
echo "accounts: $(wc -l < accounts.txt)"
