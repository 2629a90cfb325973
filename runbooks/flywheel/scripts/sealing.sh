# What encrypts and decrypts has in common (L503-512, L530-533): the passphrase is read from standard input, and reaches gpg by a pipe of
# its own, so that it stands in no command line.
set -euo pipefail
umask 077

IFS= read -r passphrase || test -n "$passphrase"

sealing() {
  gpg --batch --quiet --yes --no-autostart --no-symkey-cache --pinentry-mode loopback --passphrase-fd 3 "$@" 3<<<"$passphrase"
}
# seal <target> [file]: into a part, which `place` gives its name.
seal() { sealing --symmetric --s2k-count 65011712 --output "$1.part" "${@:2}"; }
unseal() { sealing --decrypt "$@"; }
# A sealed file gets its name once it is whole and on the disk, and never that of another one.
place() {
  sync "$1.part"
  ln "$1.part" "$1"
  rm "$1.part"
}
