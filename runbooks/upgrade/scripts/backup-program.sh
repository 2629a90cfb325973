# backup-program.sh <program> <rpc>: keeps what runs on chain, and the newest build beside it. Prints what it kept, as JSON.
set -e
. "$(dirname "$0")/sums.sh"
mkdir -p backups && cd backups
now=$(date -u +%Y%m%dT%H%M%SZ)
name=program_$now.so
solana program dump "$1" ".$name" --url "$2" >&2
[ -s ".$name" ] || { echo "the dump is empty" >&2; exit 1; }
mv ".$name" "$name"
list "$name"
built=../target/deploy/program_upgrade_system.so
same=false
if [ -e "$built" ]; then
  cp -p "$built" "build_$now.so"
  # By its checksum: the account on chain is often longer than the program.
  runs=$(node "$(dirname "$0")/program-hash.mjs" "$name")
  if [ "$(node "$(dirname "$0")/program-hash.mjs" "$built")" = "$runs" ]; then same=true; fi
fi
echo "{\"file\": \"$name\", \"bytes\": $(stat -c %s "$name"), \"same_as_build\": $same}"
