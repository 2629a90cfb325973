# built-from.sh note|show <commit|tested>: writes down of which commit the binary was built, to be proposed or to be tested, or says it, unless the binary is another one since.
set -euo pipefail
export LC_ALL=C
built=target/deploy/program_upgrade_system.so
case $2 in commit) again=build/verifiable ;; tested) again=program/test ;; *) exit 64 ;; esac
[ -s "$built" ] || { echo "there is no binary: run $again" >&2; exit 1; }
now=$(sha256sum < "$built" | cut -d ' ' -f 1)
if [ "$1" = note ]; then
  commit=$(git rev-parse HEAD)
  echo "$commit $now" > "$built.$2"
fi
read -r commit sum < "$built.$2" || { echo "nobody wrote down of which commit it was built: run $again" >&2; exit 1; }
[ "$sum" = "$now" ] || { echo "it was built anew since its commit was written down: run $again" >&2; exit 1; }
echo "commit: $commit"
