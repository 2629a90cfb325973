# Copies each log to the archive under a name of this run, and compresses the copy (L130-135). The log stays with whoever writes it.
# archive.sh <date and run>
set -euo pipefail
export LC_ALL=C
mkdir -p logs/archive
part=logs/archive/.$1.part
trap 'rm -f -- "$part"' EXIT
for log in logs/*.log; do
  target=logs/archive/$1_${log#logs/}.gz
  # Its name is that of the run: where it is there, this run has made it.
  [[ ! -e $target ]] || continue
  gzip -c "$log" > "$part"
  # The log has grown since: what was copied is compared.
  bytes=$(gzip -dc "$part" | wc -c)
  gzip -dc "$part" | cmp --bytes="$bytes" - "$log"
  sync -- "$part"
  ln -T -- "$part" "$target"
  rm -- "$part"
done
