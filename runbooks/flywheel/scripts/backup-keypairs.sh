# Packs all key files into an encrypted archive, and opens that again (L510-512): backup-keypairs.sh <folder> <target>
# tar writes into gpg, so that there is no plain archive at any moment.
source "${BASH_SOURCE[0]%/*}/sealing.sh"

# Its name is that of the run: where it is there, this run has made it.
if [[ ! -e $2 ]]; then
  (cd "$1" && tar -cz -- *.json) | seal "$2"
  unseal "$2.part" | tar -tz >/dev/null
  place "$2"
fi
unseal "$2" | tar -tz
rm -f "$2.part"
sha256sum "$2"
