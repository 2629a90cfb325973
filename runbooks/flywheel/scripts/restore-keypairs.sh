# Unpacks the newest archive of key files, and overwrites none that is there (L510-512): restore-keypairs.sh <folder> <backups>
source "${BASH_SOURCE[0]%/*}/sealing.sh"

newest=$(ls -1t "$2"/keypairs-backup-*.tar.gz.gpg | head -n 1)
mkdir -p "$1"
unseal "$newest" | tar -xz --skip-old-files -C "$1"
