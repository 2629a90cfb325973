# Deploys the folder in which it runs to production, and prints the address. The tool makes a new project where it is not told which
# one is meant, and is content: so the newest release of the project must be this one.
set -euo pipefail
export LC_ALL=C
address=$(vercel --prod --yes)
releases=$(vercel ls --prod)
if [ "${releases%%$'\n'*}" != "$address" ]; then
  echo "deployed $address, which is not the newest release of the project in production" >&2
  exit 1
fi
echo "$address"
