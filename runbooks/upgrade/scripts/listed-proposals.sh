# To be sourced. What the scripts share that read a list of proposals from the service.
set -euo pipefail
export LC_ALL=C
# page: the proposals of a list, which is all of it. A service that gives them by pages has more of them, and nobody would know.
page() {
  jq -ce 'if (.proposals | type) != "array" then error("the service gave no list of proposals")
    elif .has_more == true or ([.next, .next_page, .next_cursor, .cursor] | any(. != null and . != "")) or ((.total // 0) > (.proposals | length))
    then error("the service gave one page of its proposals, and has more of them") else .proposals end'
}
