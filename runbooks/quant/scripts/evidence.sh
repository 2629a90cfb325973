# Copies logs, state and trades of this moment into a folder of its own, with their checksums (L408, L415-417).
# It is made beside, and has its name once all of it is on the disk: evidence that a run has taken is not taken again.
# evidence.sh <name> <base URL of the trader>
set -euo pipefail
export LC_ALL=C
mkdir -p evidence
cd evidence
[[ ! -e $1 ]] || exit 0
part=.$1.part
rm -rf -- "$part"
mkdir -p -- "$part/logs"
cp -p -- ../logs/*.log "$part/logs/"
cd -- "$part"
for what in health metrics trades; do
  # Into memory first: a disk that is full would look like a trader that did not answer.
  answer=$(curl --silent --fail --max-time 5 "$2/api/$what") || answer='"missing: it did not answer"'
  printf '%s\n' "$answer" > "$what.json"
done
sha256sum -- logs/* ./*.json > SHA256SUMS
sync -- logs/* ./*.json SHA256SUMS
cd ..
mv -T -- "$part" "$1"
