# keep-version.sh <program> <rpc>: keeps the program that runs under its version, before another one takes its place. Prints its name.
# The version is for people; what it is says the checksum behind it. Deleting old backups leaves these alone.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
version=$(anchor idl fetch "$1" --provider.cluster "$2" | jq -er .version) || version=unknown
mkdir -p backups
cd backups
draft=.running_$$.so
trap 'rm -f -- "$draft"' EXIT
solana program dump "$1" "$draft" --url "$2" >&2
[ -s "$draft" ] || { echo "the dump is empty" >&2; exit 1; }
name=program_v${version}_$(sha256sum < "$draft" | cut -c 1-12).so
sync -- "$draft"
# Its name says its content: what has it already is the same, or was damaged since, and is the newest that ran from now on.
mv -T -- "$draft" "$name"
list "$name"
echo "kept: $name"
