# How many days the certificate lasts that answers at an address: certificate.sh <address> <name>
# 1 says that there is one and that it is not to be trusted for this name; 2 that nobody showed one.
set -euo pipefail
export LC_ALL=C
look() { openssl s_client -connect "$1" -servername "$2" "${@:3}" < /dev/null 2>&1; }
said=$(look "$1" "$2" -verify_return_error -verify_hostname "$2") || {
  grep -m 1 -i 'verify error' <<< "$said" >&2 && exit 1
  exit 2
}
end=$(openssl x509 -noout -enddate <<< "$said") || exit 2
end=$(date -u -d "${end#notAfter=}" +%s)
printf '{"days": %d, "until": "%s"}\n' $(((end - $(date +%s)) / 86400)) "$(date -u -d "@$end" +%FT%TZ)"
