# Packs all key files into an encrypted archive, and opens that again (L510-512): backup-keypairs.sh <folder> <target>
# tar writes into gpg, so that there is no plain archive at any moment.
source "${BASH_SOURCE[0]%/*}/sealing.sh"

(cd "$1" && tar -cz -- *.json) | seal "$2"
unseal "$2" | tar -tz
sha256sum "$2"
