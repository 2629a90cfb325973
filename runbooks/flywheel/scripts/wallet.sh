# What the chain says of the wallet of a key (L609, L619, L392): wallet.sh address|balance|tokens|history <key file> <endpoint> [mint|limit]
# `.env` in the place of the key file stands for that which .env of this folder names.
set -euo pipefail

what=$1 key=$2 endpoint=$3 more=${4:-}
if [[ $key == .env ]]; then key=$(sed -n 's/^EXECUTOR_KEYPAIR_PATH=//p' .env); fi
address=$(solana-keygen pubkey "$key")
case $what in
  address) echo "$address" ;;
  balance) solana balance "$address" --url "$endpoint" ;;
  tokens) spl-token accounts ${more:+"$more"} --owner "$address" --url "$endpoint" ;;
  history) solana transaction-history "$address" --limit "$more" -v --url "$endpoint" ;;
  *) exit 64 ;;
esac
