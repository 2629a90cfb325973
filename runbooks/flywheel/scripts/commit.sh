# Prints the commit that is checked out in this folder, where all that is there is that commit (L570-586): commit.sh [<commit>]
# Ends with 1 where something differs from it, or where it is another one than the one that is named, and with 2 where nobody can tell.
set -euo pipefail
export LC_ALL=C
export GIT_OPTIONAL_LOCKS=0

{ cd "$(git rev-parse --show-toplevel)" && commit=$(git rev-parse --verify 'HEAD^{commit}'); } || exit 2
# An exported log is of this runbook itself, and no code.
changed=$(git status --porcelain --untracked-files=all --ignore-submodules=none -- . ':(exclude)flywheel-logs-*.txt') || exit 2
# Of a file that git was told not to look at, its status says nothing.
unseen=$(git ls-files -v | sed -n 's/^[a-zS] /?? not looked at: /p') || exit 2
if [[ -n $changed$unseen ]]; then
  echo "The checkout holds more or other things than commit $commit. Commit them, or take them away:"
  printf '%s\n' "$changed" "$unseen" | sed '/^$/d' | sed -n 1,20p
  exit 1
fi >&2
if [[ -n ${1:-} && $1 != "$commit" ]]; then
  echo "The checkout stands on commit $commit, and not on $1." >&2
  exit 1
fi
echo "$commit"
