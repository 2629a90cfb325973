# Asks the RPC endpoint that .env of this folder names (L275-277). Prints JSON; its address may hold a key and is in no command line.
set -euo pipefail
export LC_ALL=C
. "${BASH_SOURCE[0]%/*}/env.sh"

address=$(value_of SOLANA_RPC_URL)
# curl ends otherwise where nobody answers, and says 000: an answer as well. From 126 on there is no curl.
answer=$(curl --silent --max-time 10 --write-out '\n%{http_code}' --header 'content-type: application/json' \
  --data '{"jsonrpc":"2.0","id":1,"method":"getHealth"}' --config - <<<"url = \"$address\"") || (($? < 126))
status=${answer##*$'\n'}
jq -n --arg status "${status:-000}" --arg body "${answer%$'\n'*}" \
  '($body | fromjson? | objects) // {} | { status: ($status | tonumber), result, error: (.error | .message? // .) }'
