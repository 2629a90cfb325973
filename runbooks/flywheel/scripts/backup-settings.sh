# Encrypts .env of this folder into a file, and opens that again (L507-508): backup-settings.sh <target>
set -euo pipefail
export LC_ALL=C

source "${BASH_SOURCE[0]%/*}/sealing.sh"
trap 'rm -f -- "$1.part"' EXIT

# Its name is that of the run: where it is there, this run has made it.
if [[ ! -e $1 ]]; then
  [[ -s .env ]] || {
    echo 'There is no .env, or it is empty: nothing was backed up.' >&2
    exit 1
  }
  seal "$1" .env
  unseal "$1.part" | cmp - .env
  place "$1.part" "$1"
fi
unseal "$1" >/dev/null
sha256sum "$1"
