# Copies each log to the archive under a date, and compresses the copy (L130-135). The log stays with whoever writes it.
# archive.sh <date>
set -eu
mkdir -p logs/archive
for log in logs/*.log; do
  gzip -c "$log" > "logs/archive/.$1.part"
  gzip -t "logs/archive/.$1.part"
  mv "logs/archive/.$1.part" "logs/archive/$1_${log#logs/}.gz"
done
