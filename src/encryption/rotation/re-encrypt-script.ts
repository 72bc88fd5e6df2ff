import { BATCHES } from './re-encrypt-batches';
import { ACCEPT, takenResources } from './re-encrypt-resources';
import { isWildcard } from '../../facts/encryption-document';
import { HERE } from '../shell';

/**
 * A shell script that has the API server write every object again that is stored under another key.
 *
 * Whoever may name an object is taken for an attacker: RBAC objects have names with blanks, line breaks, quotes and
 * leading dashes. So kubectl prints names in the encoding of URLs, which has none of these, and gets each back as one
 * argument after `--`. What kubectl says is believed only where it is whole: a list says at its end how many names it
 * has, and a patch has one answer for each name, in order, with no other text.
 *
 * @param resources canonical names of resources and wildcards
 */
export function reEncryptScript(resources: readonly string[], parallel: number, batchSize: number): string {
  return `#!/bin/sh
# Lets the API server write every object again that is stored under another key than it writes with: it gets an empty
# patch of each.
# No content is printed or changed. Needs kubectl with the rights to list and patch the resources.
#
#   sh re-encrypt.sh            writes; a run that was stopped continues where it was
#   sh re-encrypt.sh --verify   checks every object again, and succeeds when none is left that has to be written
#
# The API server answers an empty patch with "no change" only after it has read the object from etcd and found it
# stored as it would write it now. --verify succeeds when it has that answer for every object.
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

${BATCHES}
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
    if ! list "$1"; then fail "$1: kubectl cannot list the objects, see above; run again to continue"; fi
    : > "$work/changed" || fail "$work cannot be written"
    : > "$work/failed" || fail "$work cannot be written"
    plan "$1"
    case "$?" in
      0) ;;
      3)
        read -r line < "$work/plan"
        printf '%s\\n' "$1 $line: no program can be given a name with the byte 0, so the object cannot be written" >&2
        fail 'find out who created it, delete it with kubectl delete --filename and \\u0000 in the name, run again'
        ;;
      *) fail "$1: the list of names is not whole; run again to continue" ;;
    esac
    pass "$1"
    # What was written now is stored as it should be, unless a server still writes otherwise: another look tells, and
    # leaves alone what others change all the time. An object that was deleted meanwhile is not in the next list.
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
    fail "$1: these objects could not be written, see above; run again to continue"
  fi
  printf '%s\\n' "$1: these objects were written at every look" >&2
  fail 'others write them, or an API server still writes with another key; verify again'
}

resources=
# Each resource once.
add() {
  case "$1" in *[!-a-z0-9.]* | -*) fail "got $1 as the name of a resource" ;; esac
  case " $resources " in *" $1 "*) ;; *) resources="$resources $1" ;; esac
}
${resources.some(isWildcard) ? ACCEPT : ''}
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
${takenResources(resources)}for one in $resources; do rewrite "$one"; done
check_servers
if [ "$verify" = yes ]; then
  echo "done: $written objects written, and all $proven are stored as API servers write now"
else
  echo "done: $written objects written; sh re-encrypt.sh --verify proves it"
fi
exit 0
`;
}
