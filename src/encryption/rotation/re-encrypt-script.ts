import { groupOf, isWildcard } from '../ciphers';
import { HERE, shellQuoted } from '../shell';

/**
 * A shell script that has the API server write every object again that is stored under another key.
 *
 * Whoever may name an object is taken for an attacker: RBAC objects have names with blanks, line breaks, quotes and leading
 * dashes. So kubectl prints names in the encoding of URLs, which has none of these, and gets each back as one argument after
 * `--`. What kubectl says is believed only where it is whole: a list says at its end how many names it has, and a patch has
 * one answer for each name, in order, with no other text.
 *
 * @param resources canonical names of resources and wildcards
 */
export function reEncryptScript(resources: readonly string[], parallel: number, batchSize: number): string {
  return `#!/bin/sh
# Has the API server write every object again that is stored under another key than it writes with: an empty patch of each.
# No content is printed or changed. Needs kubectl with the rights to list and patch the resources.
#
#   sh re-encrypt.sh            writes; a run that was stopped goes on where it was
#   sh re-encrypt.sh --verify   looks at every object again, and succeeds when none is left that has to be written
#
# The API server answers an empty patch with "no change" only after it has read the object from etcd and found it stored as it
# would write it now. --verify succeeds when it has that answer for every object.
#
# PARALLEL and BATCH set how many batches are written at once and how many objects a batch has. Names are printed in the
# encoding of URLs: %20 is a blank.
set -u -f
LC_ALL=C
export LC_ALL
umask 077
nl='
'
fail() {
  printf '%s\\n' "$1" >&2
  exit 1
}
# From 1, of at most six digits.
is_number() {
  case "$1" in '' | 0* | *[!0-9]* | ???????*) return 1 ;; esac
}
${HERE}
verify=no
case "$#-\${1:-}" in
  0-) ;;
  1---verify) verify=yes ;;
  *) fail 'usage: sh re-encrypt.sh [--verify]' ;;
esac
parallel=\${PARALLEL:-${parallel}}
batch=\${BATCH:-${batchSize}}
is_number "$parallel" || fail 'PARALLEL is not a whole number from 1'
is_number "$batch" || fail 'BATCH is not a whole number from 1'
progress=$here/progress
work=$here/.re-encrypt.$$

# A server that still writes with the old key would undo the work.
check_servers() {
  (
    set -- --servers
    # shellcheck source=/dev/null
    . "$here/check.sh"
  ) || fail 'not every API server has the file of this stage; see above'
}

# What kubectl said, without what a terminal would take for a command.
show() {
  if [ -s "$1" ]; then tr -c '\\n -~' '?' < "$1" >&2; fi
}

# One line a name: its namespace, or a dash, and the name in the encoding of URLs; then a dot and how many there were.
list() { # RESOURCE
  template='{{range .items}}{{if .metadata.namespace}}{{.metadata.namespace}}{{else}}-{{end}} '
  template=$template'{{urlquery .metadata.name}}{{"\\n"}}{{end}}. {{len .items}}{{"\\n"}}'
  kubectl get "$1" --all-namespaces --output "go-template=$template" > "$work/list"
}

# Batches from the list: a namespace, a count, and the names; then a dot and how many names. No batch where the list is not whole: no name is no proof of no
# object. A batch is small enough for the arguments of a program.
plan() { # RESOURCE
  awk -v resource="$1" -v chosen="$chosen" -v size="$size" '
    part == 1 { if (skips) skip[$0] = 1; next }
    part == 2 { wanted[$0] = 1; next }
    whole { broken = 1 }
    $1 == "." { whole = 1; if ($0 != ". " (listed + 0)) broken = 1; next }
    $0 !~ /^(-|[a-z0-9][-a-z0-9]*) [-A-Za-z0-9_.~%+]+$/ { broken = 1; exit }
    {
      listed++
      if ($2 ~ /%00/) nul = nul " " $1 " " $2
      if (chosen && !($0 in wanted) || (resource " " $1) in skip) next
      if (!($1 in count)) spaces[++groups] = $1
      names[$1, ++count[$1]] = $2
    }
    END {
      if (broken || !whole) exit 1
      if (nul != "") { print nul; exit 3 }
      for (group = 1; group <= groups; group++) {
        space = spaces[group]
        number = 0
        for (at = 1; at <= count[space]; at++) {
          name = names[space, at]
          if (number > 0 && (number == size || bytes + length(name) > 60000)) { print space, number line; number = 0 }
          if (number == 0) { line = ""; bytes = 0 }
          line = line " " name
          bytes += length(name)
          number++
          total++
        }
        if (number > 0) print space, number line
      }
      print ".", total + 0
    }
  ' skips="$skips" part=1 "$progress" part=2 "$work/wanted" part=3 "$work/list" > "$work/plan"
}

# Sets decoded to a name as it is.
decode() { # NAME
  decoded=$1
  case "$1" in *[%+]*) ;; *) return ;; esac
  rest=$1
  octal=
  while :; do
    plain=\${rest%%[%+]*}
    octal=$octal$plain
    rest=\${rest#"$plain"}
    case "$rest" in
      '') break ;;
      +*) octal=$octal'\\0040'; rest=\${rest#+} ;;
      *)
        rest=\${rest#?}
        hex=\${rest%"\${rest#??}"}
        rest=\${rest#??}
        case "$hex" in [0-9A-Fa-f][0-9A-Fa-f]) ;; *) fail "the name $1 is not encoded as it should be" ;; esac
        byte=$((0x$hex))
        octal=$octal'\\0'$((byte / 64))$((byte / 8 % 8))$((byte % 8))
        ;;
    esac
  done
  # The dot keeps line breaks at the end.
  decoded=$(printf '%b.' "$octal") || fail "the name $1 cannot be decoded"
  decoded=\${decoded%.}
}

# Writes one batch, and prints what became of each name: same, changed, or failed. A batch whose answers are not one for each
# name is failed as a whole.
send() { # RESOURCE NAMESPACE NAME...
  resource=$1
  namespace=$2
  shift 2
  encoded=$*
  for name in "$@"; do
    decode "$name"
    set -- "$@" "$decoded"
    shift
  done
  if [ "$namespace" = - ]; then
    answers=$(kubectl patch "$resource" --type merge --patch '{}' -- "$@"; printf '/%s' "$?")
  else
    answers=$(kubectl patch "$resource" --namespace "$namespace" --type merge --patch '{}' -- "$@"; printf '/%s' "$?")
  fi
  status=\${answers##*/}
  answers=\${answers%/*}
  outcomes=
  for name in $encoded; do
    decode "$name"
    # "secret/one patched", or "secret/one patched (no change)". No name has a slash.
    case "$answers" in */*) kind=\${answers%%/*} ;; *) kind= ;; esac
    case "$kind" in '' | *[!-a-z0-9.]*) status=1 ;; esac
    answers=\${answers#*/}
    case "$answers" in
      "$decoded patched (no change)$nl"*)
        outcomes="$outcomes same $name"
        answers=\${answers#"$decoded patched (no change)$nl"}
        ;;
      "$decoded patched$nl"*)
        outcomes="$outcomes changed $name"
        answers=\${answers#"$decoded patched$nl"}
        ;;
      *) status=1 ;;
    esac
    if [ "$status" != 0 ]; then break; fi
  done
  if [ "$status" != 0 ] || [ -n "$answers" ]; then
    outcomes=
    for name in $encoded; do outcomes="$outcomes failed $name"; done
  fi
  for word in $outcomes; do printf '%s\\n' "$word"; done
  echo end
}

# Waits for the batches on their way, and notes what became of their names.
collect() { # RESOURCE NAMESPACE
  slot=0
  for pid in $pids; do
    slot=$((slot + 1))
    wait "$pid" || fail "$1: a batch ended before it was done; run again to go on"
    show "$work/errors.$slot"
    outcome=
    while read -r word; do
      case "$outcome-$word" in
        -same | -changed | -failed) outcome=$word ;;
        -end) outcome=end ;;
        same-*) outcome=; same=$((same + 1)) ;;
        changed-*) outcome=; changed=$((changed + 1)); printf '%s %s\\n' "$2" "$word" >> "$work/changed" || exit 1 ;;
        failed-*) outcome=; failed=$((failed + 1)); printf '%s %s\\n' "$2" "$word" >> "$work/failed" || exit 1 ;;
        *) break ;;
      esac
    done < "$work/result.$slot"
    [ "$outcome" = end ] || fail "$1: a batch does not say what became of it; run again to go on"
  done
  pids=
  running=0
}

# What has to be known of a namespace when its last batch is on its way.
close_namespace() { # RESOURCE NAMESPACE
  collect "$1" "$2"
  [ "$sent" -eq $((same + changed + failed)) ] || fail "$1 $2: $sent names were sent, and other answers came back"
  if [ "$failed" -eq 0 ] && [ "$verify" = no ]; then
    printf '%s %s\\n' "$1" "$2" >> "$progress" || fail "$progress cannot be written"
  fi
  written=$((written + changed))
  proven=$((proven + same))
  handled=$((handled + sent))
  printf '%s\\n' "$1 $2: $changed written, $same were already"
}

# Sends all batches of the plan.
pass() { # RESOURCE
  last=
  handled=0
  expected=
  while read -r space number words; do
    if [ -n "$last" ] && [ "$space" != "$last" ]; then close_namespace "$1" "$last"; fi
    if [ "$space" = . ]; then
      expected=$number
      break
    fi
    if [ "$space" != "$last" ]; then
      last=$space
      sent=0
      same=0
      changed=0
      failed=0
    fi
    # The words are names in the encoding of URLs.
    set -- "$1"
    for word in $words; do set -- "$@" "$word"; done
    [ "$number" -eq $(($# - 1)) ] || fail "$1: a batch is not whole; run again to go on"
    if [ "$running" -eq "$parallel" ]; then collect "$1" "$space"; fi
    running=$((running + 1))
    sent=$((sent + number))
    resource=$1
    shift
    : > "$work/result.$running" || fail "$work cannot be written"
    send "$resource" "$space" "$@" > "$work/result.$running" 2> "$work/errors.$running" < /dev/null &
    pids="$pids $!"
    set -- "$resource"
  done < "$work/plan"
  if [ -z "$expected" ] || [ "$handled" -ne "$expected" ]; then
    fail "$1: not every listed object was sent; run again to go on"
  fi
}

# Objects that are looked at again.
want() { # FILE
  while read -r line; do
    again=yes
    printf '%s\\n' "$line" >> "$work/wanted" || exit 1
  done < "$1"
}

rewrite() { # RESOURCE
  look=1
  size=$batch
  chosen=0
  : > "$work/wanted" || fail "$work cannot be written"
  while :; do
    if ! list "$1"; then fail "$1: kubectl cannot list the objects, see above; run again to go on"; fi
    : > "$work/changed" || fail "$work cannot be written"
    : > "$work/failed" || fail "$work cannot be written"
    plan "$1"
    case "$?" in
      0) ;;
      3) read -r line < "$work/plan"; fail "$1 $line: a name with the byte 0 can be given to no program, so the object cannot be
written; look who made it, delete it by kubectl delete --filename with a file that has \\u0000 in its name, then run again" ;;
      *) fail "$1: the list of names is not whole; run again to go on" ;;
    esac
    pass "$1"
    # What was written now is stored as it should be, unless a server still writes otherwise: another look tells, and leaves
    # alone what others change all the time. An object that was deleted meanwhile is not in the next list.
    : > "$work/wanted" || fail "$work cannot be written"
    again=no
    want "$work/failed"
    if [ "$verify" = yes ]; then want "$work/changed"; fi
    if [ "$again" = no ]; then return; fi
    if [ "$look" -eq 4 ]; then break; fi
    look=$((look + 1))
    chosen=1
    if [ -s "$work/failed" ]; then
      # Smaller batches tell which object it is.
      size=$(((size + 9) / 10))
      if [ "$look" -eq 4 ]; then size=1; fi
      sleep "\${RETRY_AFTER:-5}" || :
    fi
  done
  while read -r line; do printf '%s\\n' "  $1 $line" >&2; done < "$work/wanted"
  if [ -s "$work/failed" ]; then
    fail "$1: these objects could not be written, see above; run again to go on"
  fi
  fail "$1: these objects were written at every look: by others, or because an API server still writes with another key; verify again"
}

resources=
# Each resource once.
add() {
  case "$1" in *[!-a-z0-9.]* | -*) fail "got $1 as the name of a resource" ;; esac
  case " $resources " in *" $1 "*) ;; *) resources="$resources $1" ;; esac
}
${resources.some(isWildcard) ? DISCOVER : ''}
check_servers
# What a run left that was killed.
set +f
for old in "$here"/.re-encrypt.*; do
  if [ -d "$old" ] && ! kill -0 "\${old##*.}" 2> /dev/null; then rm -rf "$old"; fi
done
set -f
mkdir "$work" || fail "$work cannot be made"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
: >> "$progress" || fail "$progress cannot be written"
skips=1
if [ "$verify" = yes ]; then skips=0; fi
pids=
running=0
written=0
proven=0
${resources.map(discovery).join('\n')}
for one in $resources; do rewrite "$one"; done
check_servers
if [ "$verify" = yes ]; then
  echo "done: $written objects written, and all $proven are stored as API servers write now"
else
  echo "done: $written objects written; sh re-encrypt.sh --verify proves it"
fi
exit 0
`;
}

const DISCOVER = `# The resources of a wildcard. An answer that is cut off is not the same in two orders.
discover() { # WILDCARD FLAG...
  wildcard=$1
  shift
  set -- kubectl api-resources --verbs=list,patch --no-headers --output name "$@"
  by_name=$("$@" --sort-by=name) || fail "$wildcard: kubectl cannot list the resources"
  by_kind=$("$@" --sort-by=kind) || fail "$wildcard: kubectl cannot list the resources"
  found=0
  for one in $by_name; do
    case "$nl$by_kind$nl" in *"$nl$one$nl"*) ;; *) fail "$wildcard: kubectl lists other resources the second time" ;; esac
    add "$one"
    found=$((found + 1))
  done
  for one in $by_kind; do found=$((found - 1)); done
  [ "$found" -eq 0 ] || fail "$wildcard: kubectl lists other resources the second time"
  if [ -n "$by_name" ]; then return; fi
  case "$wildcard" in '*.' | '*.*') fail "$wildcard: kubectl lists no resource" ;; esac
  case " \${NO_RESOURCES:-} " in
    *" $wildcard "*) ;;
    *) fail "$wildcard: kubectl lists no resource; where the cluster has none, set NO_RESOURCES='$wildcard'" ;;
  esac
}
`;

function discovery(resource: string): string {
  if (!isWildcard(resource)) return `add ${shellQuoted(resource.endsWith('.') ? resource.slice(0, -1) : resource)}`;
  const flag = resource === '*.*' ? '' : ` ${shellQuoted(`--api-group=${groupOf(resource)}`)}`;
  return `discover ${shellQuoted(resource)}${flag}`;
}
