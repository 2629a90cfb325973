# Encrypts the variables of the backend for a key: encrypt_environment.sh <public key> <file>
# They go from the tool to the encryption; the file is there once it is whole.
set -euo pipefail
export LC_ALL=C
umask 077
# Its name is that of the run: where it is there, this run has made it.
[ ! -e "$2" ] || exit 0
trap 'rm -f -- "$2.part"' EXIT
variables=$(npx --no-install convex env list --prod)
[[ $variables == *=* ]] || {
  echo 'the backend named no variable: nothing was encrypted' >&2
  exit 1
}
printf '%s\n' "$variables" | gpg --batch --yes --recipient-file "$1" --output "$2.part" --encrypt
sync -- "$2.part"
ln -T -- "$2.part" "$2"
