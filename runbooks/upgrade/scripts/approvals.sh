# How many members have signed a proposal that is read from standard input, without the keys given. To be sourced. Where the keys of the
# members are given, nobody else counts: who was one when they signed may be none any more. Each key counts once, however it is written.
# A service that gives a number alone does not say whose signatures they are: then no key can be left out.
set -euo pipefail
export LC_ALL=C
# signatures <keys> <members> [<rule>]: fails where the service says of the multisig another threshold than the rule.
signatures() {
  jq -er --arg keys "$1" --arg members "$2" --arg rule "${3:-}" '
    def listed: [splits("[ ,]+")] - [""];
    def key: if type == "string" then gsub("\\s"; "") else error("the service does not say by which key a member signed") end;
    ($keys | listed) as $ignored | ($members | listed) as $members
    | if $rule != "" and (.threshold | type == "number") and (.threshold | tostring) != $rule
      then error("the multisig needs \(.threshold) signatures, and the rule here is \($rule): find out who changed it")
      elif .approvals | type == "array" then
        ([.approvals[].member | key] | unique) - $ignored
        | map(select(test("^[1-9A-HJ-NP-Za-km-z]{32,44}$") and ($members == [] or IN($members[])))) | length
      elif $ignored == [] and $members == [] then .approval_count
      else error("the service does not say who signed") end'
}
