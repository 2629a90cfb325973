# key-file.sh <path> | --of <settings>: whether a key file is there, and its owner alone may use it. Its content is never read.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/payer.sh"
path=$1
[ "$1" != --of ] || path=$(payer_in "$2")
[ -f "$path" ] || { echo "the file that PAYER_KEYPAIR_PATH names is not there" >&2; exit 1; }
# The group and all others have nothing to do with it. Its owner reads it, and perhaps writes it.
case $(stat -c %a "$path") in
  400 | 600) ;;
  *00) echo "its owner may not read the key, or may run it: set its mode to 600" >&2; exit 1 ;;
  *) echo "others than its owner may use the key: set its mode to 600" >&2; exit 1 ;;
esac
