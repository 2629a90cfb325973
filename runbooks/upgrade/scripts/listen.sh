# listen.sh <program> <seconds> <rpc>: what a program logs from now on, for so long, and 500 lines at most.
# All of it is read: a tool that cannot print any more ends as if it had failed. 124 is the word of timeout that the time is up.
set -euo pipefail
export LC_ALL=C
timeout "$2" solana logs "$1" --url "$3" | sed -n 1,500p || (($? == 124)) || exit 2
