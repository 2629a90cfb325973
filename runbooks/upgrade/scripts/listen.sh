# listen.sh <program> <seconds> <rpc>: what a program logs from now on, for so long, and 500 lines at most.
# 124 is the word of timeout that the time is up, and 141 that of a pipe that was full: both are what is wanted.
timeout "$2" solana logs "$1" --url "$3" | head -n 500
case "${PIPESTATUS[0]}" in 0 | 124 | 141) exit 0 ;; *) exit 2 ;; esac
