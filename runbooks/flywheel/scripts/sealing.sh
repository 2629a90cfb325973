# What encrypts and decrypts has in common (L503-512, L530-533): the passphrase is read from standard input, and reaches gpg by a pipe of
# its own, so that it stands in no command line.
set -euo pipefail
umask 077

IFS= read -r passphrase || test -n "$passphrase"

sealing() {
  gpg --batch --quiet --yes --no-autostart --no-symkey-cache --pinentry-mode loopback --passphrase-fd 3 "$@" 3<<<"$passphrase"
}
seal() { sealing --symmetric --s2k-count 65011712 --output "$@"; }
unseal() { sealing --decrypt "$@"; }
