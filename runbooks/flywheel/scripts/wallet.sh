# What the chain says of the wallet of a key (L609, L619, L392): wallet.sh address|name|balance|tokens|accounts|history <key file> [endpoint] [mint|limit]
# `.env` in the place of the key file stands for that which .env of this folder names.
set -euo pipefail
export LC_ALL=C
. "${BASH_SOURCE[0]%/*}/env.sh"

what=$1 key=$2 endpoint=${3:-} more=${4:-}
if [[ $key == .env ]]; then key=$(value_of EXECUTOR_KEYPAIR_PATH); fi
address=$(solana-keygen pubkey "$key")

# All that it holds. An account that is empty stays on the list of the program, and holds nothing.
holdings() {
  local list
  list=$(spl-token accounts --owner "$address" --url "$endpoint" --output json)
  # Where there was never an account, the program says so in every format.
  if [[ $list == None ]]; then list='{ "accounts": [] }'; fi
  jq -r --arg mint "$more" '[.accounts[] | select(.tokenAmount.amount != "0") | { mint, amount: .tokenAmount.uiAmountString }]
    | (.[] | "\(.mint)  \(.amount)"), "of this system: \(map(select(.mint == $mint)) | length)", "others: \(map(select(.mint != $mint)) | length)"' <<<"$list"
}

case $what in
  address) echo "$address" ;;
  name) basename "$key" .json ;;
  balance) solana balance "$address" --url "$endpoint" ;;
  tokens) holdings ;;
  accounts) spl-token accounts ${more:+"$more"} --owner "$address" --url "$endpoint" ;;
  history) solana transaction-history "$address" --limit "$more" -v --url "$endpoint" ;;
  *) exit 64 ;;
esac
