# Lays a commit of main out in a folder of its own, where nobody works: release.sh <checkout> <folder> <commit>
set -euo pipefail
export LC_ALL=C
git -C "$1" fetch --quiet origin main
if ! git -C "$1" merge-base --is-ancestor "$3" FETCH_HEAD; then
  echo "$3 is no commit of main" >&2
  exit 1
fi
[ -e "$2/.git" ] || git -C "$1" worktree add --quiet --force --detach -- "$2" "$3"
git -C "$2" checkout --quiet --force --detach "$3"
git -C "$2" clean --quiet -d --force
git -C "$2" show --no-patch --format='%H %an %s' HEAD
