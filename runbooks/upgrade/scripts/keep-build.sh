# keep-build.sh: copies what was built into backups, because cleaning deletes it.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
built=target/deploy/program_upgrade_system.so
mkdir -p backups
cd backups
name=build_$(date -u +%Y%m%dT%H%M%SZ).so
trap 'rm -f -- ".$name"' EXIT
if [ -e "../$built" ]; then
  copy "../$built" "$name"
  echo "kept: backups/$name"
fi
