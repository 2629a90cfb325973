# releases.sh <domain>: releases of the website that were in production, newest first, as JSON to pick from. The one that answers there is marked.
set -euo pipefail
export LC_ALL=C
list=$(vercel ls --prod)
# Where nobody tells which one answers, none is marked: a rollback must not hang on that.
live=$(vercel inspect "$1" 2>&1 | sed -n 's/^[[:space:]]*url[[:space:]]*//p') || live=
live=${live%%[[:space:]]*}
jq -Rn --arg live "$live" '[inputs | select(. != "") | { value: ., label: (if . == $live then "\(.) (answers now)" else . end) }]' <<< "$list"
