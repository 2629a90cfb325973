# backup-program.sh <program> <rpc>: keeps what runs on chain, and the newest build beside it. Prints what it kept, as JSON.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
mkdir -p backups
cd backups
now=$(date -u +%Y%m%dT%H%M%SZ)
name=program_$now.so
trap 'rm -f -- ".$name" ".build_$now.so"' EXIT
solana program dump "$1" ".$name" --url "$2" >&2
[ -s ".$name" ] || { echo "the dump is empty" >&2; exit 1; }
keep "$name"
built=../target/deploy/program_upgrade_system.so
same=false
if [ -e "$built" ]; then
  copy "$built" "build_$now.so"
  # By its checksum: the account on chain is often longer than the program.
  runs=$(node "$(dirname "$0")/program-hash.mjs" "$name")
  if [ "$(node "$(dirname "$0")/program-hash.mjs" "$built")" = "$runs" ]; then same=true; fi
fi
echo "{\"file\": \"$name\", \"bytes\": $(stat -c %s "$name"), \"same_as_build\": $same}"
