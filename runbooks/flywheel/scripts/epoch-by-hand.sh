# Ends with 3 where an epoch by hand runs in this folder, and prints its processes (L96-98): no container ends them.
# What runs counts, and no mark that somebody left: a process may be gone, and its number may be that of another.
set -euo pipefail
export LC_ALL=C

here=$(pwd -P)
found=0
# Whoever began it may be gone, and what it began goes on: that is known by what the runner of scripts has put into its environment.
# Where nothing fits grep ends with 1, and with 2 where a process has ended meanwhile: both are answers. The brackets keep it from finding itself.
named='(^|[[:space:]])epoch:[o]nce($|[[:space:]])'
began='^npm_lifecycle_event=epoch:[o]nce$'
lines=$(grep -lsEz "$named" /proc/[0-9]*/cmdline) || (($? <= 2))
lines+=$'\n'$(grep -lsEz "$began" /proc/[0-9]*/environ) || (($? <= 2))
for process in $(printf '%s\n' "$lines" | sed '/^$/d; s,/[a-z]*$,,' | sort -u); do
  # Where a process of somebody else runs, nobody else may see: it counts. One that has ended meanwhile does not.
  if ! folder=$(readlink "$process/cwd"); then
    grep -qsEz "$named" "$process/cmdline" || continue
    folder=$here
  fi
  if [[ $folder/ == "$here"/* ]]; then
    echo "An epoch by hand runs as process ${process#/proc/}."
    found=3
  fi
done
exit "$found"
