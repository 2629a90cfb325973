# The names of the variables of the backend. The tool prints the values as well, so the names are all that leaves this.
set -euo pipefail
export LC_ALL=C
npx --no-install convex env list --prod | sed -n 's/^\([A-Z][A-Z0-9_]*\)=.*/\1/p' | sort | paste -sd ' '
