import { groupOf, isWildcard } from '../ciphers';

/**
 * A shell script that has the API server write every object again that is stored under another key.
 *
 * @param resources canonical names of resources and wildcards
 */
export function reEncryptScript(resources: readonly string[], parallel: number, batchSize: number): string {
  return `#!/bin/sh
# Has the API server write every object again that is stored under another key than it writes with: an empty patch of each.
# No content is printed or changed. Needs kubectl with the rights to list and patch the resources.
#
#   sh re-encrypt.sh            writes; a run that was stopped goes on where it was
#   sh re-encrypt.sh --verify   starts anew, and succeeds when no object is left that has to be written
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
progress="$here/progress"
parallel="\${PARALLEL:-${parallel}}"
batch="\${BATCH:-${batchSize}}"
verify=no
if [ "\${1:-}" = --verify ]; then verify=yes; fi

# A server that still writes with the old key would undo the work.
sh "$here/check.sh"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [ "$verify" = yes ]; then progress="$work/progress"; fi
touch "$progress"

resources() {
${resources.map(discovery).join('\n')}
}

# Names come from the server's table, which has no content of objects, and has a column of namespaces where there are some.
# Events show their name last, so theirs are asked for. A list that fails ends the script: no name is no proof of no object.
names() {
  case "$1" in
    events|events.*) kubectl get "$1" --all-namespaces --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name > "$work/table" ;;
    *) kubectl get "$1" --all-namespaces > "$work/table" ;;
  esac
  awk 'NR == 1 { namespaced = $1 == "NAMESPACE"; next } { print namespaced ? $1 " " $2 : "- " $1 }' "$work/table" > "$work/names"
}

patch() {
  if [ "$2" = - ]; then
    xargs -P "$parallel" -n "$batch" kubectl patch "$1" --type merge --patch '{}'
  else
    xargs -P "$parallel" -n "$batch" kubectl patch "$1" --namespace "$2" --type merge --patch '{}'
  fi
}

# Names of objects that a patch changed, in its own words: "secret/one patched" and not "secret/one patched (no change)".
changed() { sed -n 's#^.*/\\([^/]*\\) patched$#\\1#p' "$work/out"; }

# Arguments: a resource, and a file of objects if only those are meant.
rewrite() {
  try=1
  while :; do
    names "$1"
    if [ -n "$2" ]; then
      awk -v resource="$1" 'NR == FNR { if ($1 == resource) wanted[$2 " " $3] = 1; next } ($1 " " $2) in wanted' "$2" "$work/names" > "$work/some"
      mv "$work/some" "$work/names"
    fi
    failed=0
    for namespace in $(cut -d ' ' -f 1 "$work/names" | sort -u); do
      if grep -qxF "$1 $namespace" "$progress"; then continue; fi
      if awk -v wanted="$namespace" '$1 == wanted { print $2 }' "$work/names" | patch "$1" "$namespace" > "$work/out"; then
        echo "$1 $namespace" >> "$progress"
      else
        failed=1
      fi
      changed | sed "s#^#$1 $namespace #" >> "$work/changed"
      count=$(changed | wc -l)
      written=$((written + count))
      echo "$1 $namespace: $((count)) written, $(grep -c '(no change)' "$work/out" || true) were already"
    done
    if [ "$failed" = 0 ]; then return; fi
    # An object that was deleted meanwhile is not in the next list.
    if [ "$try" = 3 ]; then
      echo "$1: some objects could not be written, see above; run again to go on" >&2
      exit 1
    fi
    try=$((try + 1))
    sleep "\${RETRY_AFTER:-5}"
  done
}

resources > "$work/found"
sort -u "$work/found" > "$work/resources"
all_resources() {
  for resource in $(cat "$work/resources"); do rewrite "$resource" "$1"; done
}

written=0
: > "$work/changed"
all_resources ''
look=1
while [ "$verify" = yes ] && [ -s "$work/changed" ]; do
  # What was written now is stored as it should be, unless a server still writes otherwise. A second look tells, and leaves
  # alone what others change all the time.
  look=$((look + 1))
  if [ "$look" = 4 ]; then
    echo "objects were written at every look: by others, or because an API server still writes with another key; verify again" >&2
    cat "$work/changed" >&2
    exit 1
  fi
  mv "$work/changed" "$work/look"
  : > "$work/changed"
  : > "$progress"
  all_resources "$work/look"
done
echo "done: $written objects written"
`;
}

function discovery(resource: string): string {
  if (!isWildcard(resource)) return `  echo '${resource.endsWith('.') ? resource.slice(0, -1) : resource}'`;
  const group = resource === '*.*' ? '' : ` --api-group='${groupOf(resource)}'`;
  return `  kubectl api-resources --verbs=list,patch --no-headers --output name${group}`;
}
