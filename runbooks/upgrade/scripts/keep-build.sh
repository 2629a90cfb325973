# keep-build.sh: copies what was built into backups, because cleaning deletes it.
set -e
built=target/deploy/program_upgrade_system.so
mkdir -p backups
if [ -e "$built" ]; then cp -pv "$built" "backups/build_$(date -u +%Y%m%dT%H%M%SZ).so"; fi
