# key-file.sh <path> | --of <settings>: whether a key file is there, and its owner alone may use it. Its content is never read.
set -euo pipefail
export LC_ALL=C
path=$1
[ "$1" != --of ] || path=$(sed -n 's/^\(export \)\?PAYER_KEYPAIR_PATH=//p' "$2" | tail -n 1 | tr -d "\"'")
[ -f "$path" ] || { echo "the file that PAYER_KEYPAIR_PATH names is not there" >&2; exit 1; }
[ "$(stat -c %a "$path")" = 600 ] || { echo "others than its owner may use the key: set its mode to 600" >&2; exit 1; }
