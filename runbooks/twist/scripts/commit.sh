# Prints the commit that is checked out around this folder, where nothing lies there that this commit does not have, what git ignores
# included, beside what is built (L390-397): commit.sh [<commit>]. 1: something differs, or it is another commit. 2: nobody can tell.
set -euo pipefail
export LC_ALL=C
export GIT_OPTIONAL_LOCKS=0

{ cd "$(git rev-parse --show-toplevel)" && commit=$(git rev-parse --verify 'HEAD^{commit}'); } || exit 2
found=$(git status --porcelain --untracked-files=all --ignore-submodules=none) || exit 2
# Of a file that git was told not to look at, its status says nothing.
unseen=$(git ls-files -v | sed -n 's/^[a-zS] /not looked at: /p') || exit 2
list='git ls-files --others --ignored --exclude-standard --directory'
ignored=$({ $list && git submodule --quiet foreach --recursive "$list"; } | sed 's/^/ignored: /') || exit 2
built='ignored: (.*/)?(node_modules|target|[.]anchor|test-ledger)/'
ignored=$(printf '%s\n' "$ignored" | grep -vxE "|$built") || (($? == 1))
if [[ -n $found$unseen$ignored ]]; then
  echo "The checkout holds more or other things than commit $commit. Commit them, or take them away:"
  printf '%s\n' "$found" "$unseen" "$ignored" | sed '/^$/d' | sed -n 1,20p
  exit 1
fi >&2
if [[ -n ${1:-} && $1 != "$commit" ]]; then
  echo "The checkout stands on commit $commit, and not on $1." >&2
  exit 1
fi
echo "$commit"
