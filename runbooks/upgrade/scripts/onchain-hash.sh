# onchain-hash.sh <address> <rpc> [<proposal>]: SHA-256 of the program that an address holds on chain, by program-hash.mjs. Where it is
# the one whose checksum the service gave at the address of a proposal, that is printed, however the service counts zeros at its end.
set -euo pipefail
export LC_ALL=C
copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
proposed=()
if [ -n "${3:-}" ]; then proposed=("$(curl -sSf --max-time 10 "$3" | jq -er .buffer_hash)"); fi
solana program dump "$1" "$copy" --url "$2" >&2
[ -s "$copy" ] || { echo "the dump is empty" >&2; exit 1; }
node "$(dirname "$0")/program-hash.mjs" "$copy" "${proposed[@]}"
