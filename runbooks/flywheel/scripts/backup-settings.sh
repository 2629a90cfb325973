# Encrypts .env of this folder into a file, and opens that again (L507-508): backup-settings.sh <target>
source "${BASH_SOURCE[0]%/*}/sealing.sh"

seal "$1" .env
unseal "$1" | cmp - .env
sha256sum "$1"
