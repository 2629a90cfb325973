# What encrypts and decrypts has in common (L503-512, L530-533): the passphrase is read from standard input, and reaches gpg by a pipe of
# its own, so that it stands in no command line.
set -euo pipefail
export LC_ALL=C
umask 077

source "${BASH_SOURCE[0]%/*}/placing.sh"

IFS= read -r passphrase || test -n "$passphrase"

sealing() {
  gpg --batch --quiet --yes --no-autostart --no-symkey-cache --pinentry-mode loopback --passphrase-fd 3 "$@" 3<<<"$passphrase"
}
# seal <target> [file]: into a part, which `place` gives its name.
seal() { sealing --symmetric --s2k-count 65011712 --output "$1.part" "${@:2}"; }
unseal() { sealing --decrypt "$@"; }

# restore <draft> <target>: gives what was restored its name where nothing has it. What is there stays, and counts where it is the same:
# what was cut off by a full disk or a kill is not.
restore() {
  sync -- "$1" || return
  if [[ ! -e $2 && ! -L $2 ]]; then
    ln -T -- "$1" "$2"
    return
  fi
  cmp --silent -- "$1" "$2" && return
  echo "$2 is there and is not what the backup holds: it was left as it is. Move it away, and restore again." >&2
  return 1
}
