# Ends with 3 where an epoch by hand runs in this folder, and prints its processes (L96-98): no container ends them.
set -euo pipefail

here=$(pwd -P)
found=0
# The brackets keep grep from finding itself; where nothing fits it ends with 1, which is an answer.
for line in $(grep -lsE 'epoch:[o]nce' /proc/[0-9]*/cmdline || true); do
  process=${line%/cmdline}
  # Where a process of somebody else runs, nobody else may see: it counts.
  if [[ $(readlink "$process/cwd" || echo "$here") == "$here" ]]; then
    echo "An epoch by hand runs as process ${process#/proc/}."
    found=3
  fi
done
exit "$found"
