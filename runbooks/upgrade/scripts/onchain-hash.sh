# onchain-hash.sh <address> <rpc>: SHA-256 of what a program or a buffer holds on chain.
copy=$(mktemp) && trap 'rm -f "$copy"' EXIT
solana program dump "$1" "$copy" --url "$2" >&2 && sha256sum < "$copy" | cut -d ' ' -f 1
exit "${PIPESTATUS[0]}"
