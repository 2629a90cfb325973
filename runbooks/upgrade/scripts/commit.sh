# commit.sh [--whole] [<commit>]: prints the commit that is checked out, where all that is there is that commit; with --whole also
# nothing that git ignores, beside what is built and what this runbook keeps. 1: something differs, or it is another commit. 2: nobody can tell.
set -euo pipefail
export LC_ALL=C
export GIT_OPTIONAL_LOCKS=0
{ cd "$(git rev-parse --show-toplevel)" && commit=$(git rev-parse --verify 'HEAD^{commit}'); } || exit 2
found=$(git status --porcelain --untracked-files=all --ignore-submodules=none) || exit 2
# Of a file that git was told not to look at, its status says nothing.
unseen=$(git ls-files -v | sed -n 's/^[a-zS] /not looked at: /p') || exit 2
ignored=
if [ "${1:-}" = --whole ]; then
  shift
  list='git ls-files --others --ignored --exclude-standard --directory'
  ignored=$({ $list && git submodule --quiet foreach --recursive "$list"; } | sed 's/^/ignored: /') || exit 2
  ignored=$(printf '%s\n' "$ignored" | grep -vxE '|ignored: ((.*/)?node_modules/|target/|\.anchor/|test-ledger/|backups/|accounts\.txt|failed\.txt|backend/\.env)') || (($? == 1))
fi
if [ -n "$found$unseen$ignored" ]; then
  echo "the checkout holds more or other things than commit $commit: commit them, or take them away"
  printf '%s\n' "$found" "$unseen" "$ignored" | sed '/^$/d' | sed -n 1,20p
  exit 1
fi >&2
[ "${1:-$commit}" = "$commit" ] || { echo "the checkout stands on commit $commit, and not on $1" >&2; exit 1; }
echo "$commit"
