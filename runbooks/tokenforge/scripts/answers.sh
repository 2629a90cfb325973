# Whether a release of the website is the one that answers at a domain: answers.sh <domain> <release>
# 0: it is. 3: another one answers, which is printed. 2: nobody can tell. A name that stays where it was is no error of the tool.
set -euo pipefail
export LC_ALL=C
said=$(vercel inspect "$1" 2>&1) || { echo "$said" >&2; exit 2; }
live=$(sed -n 's/^[[:space:]]*url[[:space:]]*//p' <<< "$said" | sed -n 1p)
live=${live%%[[:space:]]*}
[ -n "$live" ] || { echo "the tool named no release that answers at $1" >&2; exit 2; }
echo "answers: $live"
[ "${live#https://}" = "${2#https://}" ] || exit 3
