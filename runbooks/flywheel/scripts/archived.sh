# Ends well when only the sealed key is there: archived.sh <key file> <target>
set -euo pipefail
export LC_ALL=C

test ! -e "$1"
test -s "$2"
ls -l "$2"
