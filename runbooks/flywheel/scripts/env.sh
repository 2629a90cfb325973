# To be sourced. What .env of this folder says of a key, as compose and python-dotenv read it: `export`, quotes, and a comment behind
# a blank are no part of it. Where it stands there twice, the last one counts.
set -euo pipefail
export LC_ALL=C

value_of() {
  sed -nE "s/^[[:blank:]]*(export[[:blank:]]+)?$1[[:blank:]]*=[[:blank:]]*//p" .env | tail -n 1 |
    sed -E -e 's/\r$//' -e "s/^'([^']*)'.*/\1/" -e t -e 's/^"([^"]*)".*/\1/' -e t -e 's/(^|[[:blank:]]+)#.*//' -e 's/[[:blank:]]+$//'
}
