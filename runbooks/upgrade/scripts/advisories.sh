# advisories.sh: what is known to be weak of what Cargo.lock names, a line each. 3: something is. 2: nobody can tell, as where the
# advisories could not be fetched: cargo itself ends with 1 of that and of every weakness. A list of none that was compared is no answer.
set -euo pipefail
export LC_ALL=C
said=$(cargo audit --json) || (($? == 1)) || exit 2
jq -e '(.database."advisory-count" > 0) and (.lockfile."dependency-count" > 0) and (.vulnerabilities.list | type == "array")
  and .vulnerabilities.count == (.vulnerabilities.list | length)' > /dev/null 2>&1 <<< "${said:-null}" || {
  echo "cargo did not say what is vulnerable: ${said:-nothing was printed}" >&2
  exit 2
}
jq -r '"advisories: \(.database."advisory-count"), dependencies: \(.lockfile."dependency-count"), weak: \(.vulnerabilities.count)",
  (.vulnerabilities.list[] | "\(.advisory.id): \(.package.name) \(.package.version): \(.advisory.title)")' <<< "$said"
jq -e '.vulnerabilities.count == 0' > /dev/null <<< "$said" || exit 3
