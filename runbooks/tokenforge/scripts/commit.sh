# Prints the commit that is checked out in this folder, where all that git keeps of it is that commit: commit.sh [<commit>]
# 1 says that something differs, or that it is another commit; 2 that nobody can tell.
set -euo pipefail
export LC_ALL=C
export GIT_OPTIONAL_LOCKS=0
commit=$(git rev-parse --verify 'HEAD^{commit}') || exit 2
# The settings of production are copied here by this runbook.
changed=$(git status --porcelain --untracked-files=all --ignore-submodules=none -- . ':(exclude).env.production') || exit 2
# Of a file that git was told not to look at, its status says nothing.
unseen=$(git ls-files -v | sed -n 's/^[a-zS] /not looked at: /p') || exit 2
if [ -n "$changed$unseen" ]; then
  echo "the folder holds more or other things than commit $commit:"
  printf '%s\n' "$changed" "$unseen" | sed '/^$/d' | sed -n 1,20p
  exit 1
fi >&2
if [ "${1:-$commit}" != "$commit" ]; then
  echo "the folder stands on commit $commit, and not on $1" >&2
  exit 1
fi
echo "$commit"
