# Says of each unit how it stands, and fails unless every one of them has ended. One that nobody can tell of has not.
# gone.sh <unit>…
states=$(systemctl is-active "$@")
echo "$states"
[ "$(grep -cxE 'inactive|failed' <<< "$states")" -eq $# ]
