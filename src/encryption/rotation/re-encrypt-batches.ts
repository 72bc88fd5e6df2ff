/**
 * Functions of the shell that list names, send them in batches and read the answers: the part of `re-encrypt.sh`
 * between names that anybody may choose and kubectl.
 */
export const BATCHES = `# What kubectl said, without what a terminal would take for a command.
show() {
  if [ -s "$1" ]; then tr -c '\\n -~' '?' < "$1" >&2; fi
}

# One line a name: its namespace, or a dash, and the name in the encoding of URLs; then a dot and how many there were.
list() { # RESOURCE
  template='{{range .items}}{{if .metadata.namespace}}{{.metadata.namespace}}{{else}}-{{end}} '
  template=$template'{{urlquery .metadata.name}}{{"\\n"}}{{end}}. {{len .items}}{{"\\n"}}'
  kubectl get "$1" --all-namespaces --output "go-template=$template" > "$work/list"
}

# Batches from the list: a namespace, a count, and the names; then a dot and how many names. No batch where the list is
# not whole: an empty list does not prove that there is no object. A batch is small enough for a program's arguments.
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

# Writes one batch, and prints what became of each name: same, changed, or failed. A batch whose answers are not one
# for each name is failed as a whole.
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
    wait "$pid" || fail "$1: a batch ended before it was done; run again to continue"
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
    [ "$outcome" = end ] || fail "$1: a batch does not say what became of it; run again to continue"
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
    [ "$number" -eq $(($# - 1)) ] || fail "$1: a batch is not whole; run again to continue"
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
    fail "$1: not every listed object was sent; run again to continue"
  fi
}
`;
