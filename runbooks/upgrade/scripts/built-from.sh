# built-from.sh note|show: writes down of which commit the binary was built, or says it, unless the binary is another one since.
set -euo pipefail
export LC_ALL=C
built=target/deploy/program_upgrade_system.so
now=$(sha256sum < "$built" | cut -d ' ' -f 1)
if [ "$1" = note ]; then
  commit=$(git rev-parse HEAD)
  echo "$commit $now" > "$built.commit"
fi
read -r commit sum < "$built.commit" || { echo "nobody wrote down of which commit it was built: run build/verifiable" >&2; exit 1; }
[ "$sum" = "$now" ] || { echo "it was built anew since its commit was written down: run build/verifiable" >&2; exit 1; }
echo "commit: $commit"
