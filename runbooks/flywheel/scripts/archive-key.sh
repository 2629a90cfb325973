# Encrypts a key file, opens that again, and destroys the plain one (L483): archive-key.sh <key file> <target>
set -euo pipefail
export LC_ALL=C

source "${BASH_SOURCE[0]%/*}/sealing.sh"
trap 'rm -f -- "$2.part"' EXIT

# An empty file is no value at all, which jq alone takes for well.
is_key() { jq -es 'length == 1 and (.[0] | type == "array" and length == 64)' >/dev/null 2>&1; }

if [[ ! -e $2 ]]; then
  is_key <"$1" || {
    echo "$1 is no key file: nothing was done." >&2
    exit 1
  }
  seal "$2" "$1"
  unseal "$2.part" | cmp - "$1"
  place "$2.part" "$2"
fi
# What was destroyed in part is no key any more: the archive has it, and nothing is sealed in its place.
if ! unseal "$2" | cmp --silent - "$1" && { is_key <"$1" || ! unseal "$2" | is_key; }; then
  echo "$2 cannot be opened, or holds another key than $1: nothing was destroyed. Archive it on another day, or move that file away." >&2
  exit 1
fi
shred --remove "$1"
sha256sum "$2"
