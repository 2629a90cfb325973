# onchain-hash.sh <address> <rpc>: SHA-256 of what a program or a buffer holds on chain.
set -euo pipefail
export LC_ALL=C
copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
solana program dump "$1" "$copy" --url "$2" >&2
[ -s "$copy" ] || { echo "the dump is empty" >&2; exit 1; }
sha256sum < "$copy" | cut -d ' ' -f 1
