# Encrypts the variables of the backend for a key: encrypt_environment.sh <public key> <file>
# They go from the tool to the encryption; the file is there once it is whole.
set -euo pipefail
umask 077
trap 'rm -f -- "$2.part"' EXIT
npx --no-install convex env list --prod | gpg --batch --yes --recipient-file "$1" --output "$2.part" --encrypt
mv -- "$2.part" "$2"
