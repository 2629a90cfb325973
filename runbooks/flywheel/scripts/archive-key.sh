# Encrypts a key file, opens that again, and destroys the plain one (L483): archive-key.sh <key file> <target>
source "${BASH_SOURCE[0]%/*}/sealing.sh"

seal "$2" "$1"
unseal "$2" | cmp - "$1"
shred --remove "$1"
sha256sum "$2"
