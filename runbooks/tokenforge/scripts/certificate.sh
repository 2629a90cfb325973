# How many days the certificate lasts that answers at an address: certificate.sh <address> <name>
set -euo pipefail
# Without a certificate nothing is known of its end.
certificate=$(openssl s_client -connect "$1" -servername "$2" < /dev/null 2> /dev/null | openssl x509) || exit 2
end=$(openssl x509 -noout -enddate <<< "$certificate")
end=$(date -u -d "${end#notAfter=}" +%s)
printf '{"days": %d, "until": "%s"}\n' $(((end - $(date +%s)) / 86400)) "$(date -u -d "@$end" +%FT%TZ)"
