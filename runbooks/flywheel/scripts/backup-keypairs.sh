# Packs all key files into an encrypted archive, and opens that again (L510-512): backup-keypairs.sh <folder> <target>
# tar writes into gpg, so that there is no plain archive at any moment.
set -euo pipefail
export LC_ALL=C

source "${BASH_SOURCE[0]%/*}/sealing.sh"
trap 'rm -f -- "$2.part"' EXIT

# Its name is that of the run: where it is there, this run has made it.
if [[ ! -e $2 ]]; then
  for key in "$1"/*.json; do
    jq -es 'length == 1' "$key" >/dev/null || {
      echo "$key is empty or cut off, and no key: nothing was backed up. Restore it, or move it away." >&2
      exit 1
    }
  done
  (cd "$1" && tar -cz -- *.json) | seal "$2"
  unseal "$2.part" | tar -dz -C "$1"
  place "$2.part" "$2"
fi
unseal "$2" | tar -tz
sha256sum "$2"
