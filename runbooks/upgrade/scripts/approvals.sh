# How many members have signed a proposal that is read from standard input, without the keys given. To be sourced.
# A service that gives a number alone does not say whose signatures they are: then no key can be left out.
set -euo pipefail
export LC_ALL=C
signatures() {
  jq -er --arg keys "$1" '
    ([$keys | splits("[ ,]+")] - [""]) as $ignored
    | if .approvals | type == "array" then ([.approvals[].member] | unique) - $ignored | length
      elif $ignored == [] then .approval_count
      else error("the service does not say who signed") end'
}
