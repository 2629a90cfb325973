# keep-version.sh <program> <rpc>: keeps the program that runs under its version, before another one takes its place. Prints its name.
# The version is for people; what it is says the checksum behind it. Deleting old backups leaves these alone.
set -e
. "$(dirname "$0")/sums.sh"
version=$(anchor idl fetch "$1" --provider.cluster "$2" | jq -er .version) || version=unknown
mkdir -p backups && cd backups
solana program dump "$1" .running.so --url "$2" >&2
[ -s .running.so ] || { echo "the dump is empty" >&2; exit 1; }
name=program_v${version}_$(sha256sum < .running.so | cut -c 1-12).so
mv .running.so "$name"
list "$name"
echo "kept: $name"
