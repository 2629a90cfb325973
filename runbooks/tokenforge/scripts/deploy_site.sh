# Deploys the folder in which it runs to production, and prints the address: deploy_site.sh <domain>. The tool makes a new project where
# it is not told which one is meant, and is content: so the newest release of the project must be this one.
set -euo pipefail
export LC_ALL=C
address=$(vercel --prod --yes)
releases=$(vercel ls --prod)
if [ "${releases%%$'\n'*}" != "$address" ]; then
  echo "deployed $address, which is not the newest release of the project in production" >&2
  exit 1
fi
# After a rollback the domain is given to no new release by itself, and the old one answers as well.
for _ in {1..10}; do
  if bash "${BASH_SOURCE[0]%/*}/answers.sh" "$1" "$address" >&2; then
    echo "$address"
    exit
  fi
  sleep 3
done
echo "deployed $address, and it is not known to answer at $1: promote it in the dashboard" >&2
exit 1
