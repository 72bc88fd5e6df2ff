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
#   sh re-encrypt.sh --verify   starts anew and fails if any object still had to be written
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

# Names come from the server's table, which has no content of objects. Events show their name last, so theirs are asked for.
names() {
  case "$1" in
    events|events.*) kubectl get "$1" --all-namespaces --no-headers --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name ;;
    *) if [ "$2" = yes ]; then kubectl get "$1" --all-namespaces --no-headers | awk '{ print $1, $2 }'; else kubectl get "$1" --no-headers | awk '{ print "-", $1 }'; fi ;;
  esac
}

patch() {
  if [ "$2" = - ]; then
    xargs -P "$parallel" -n "$batch" kubectl patch "$1" --type merge --patch '{}'
  else
    xargs -P "$parallel" -n "$batch" kubectl patch "$1" --namespace "$2" --type merge --patch '{}'
  fi
}

kubectl api-resources --namespaced=true --no-headers --output name > "$work/namespaced"
resources | sort -u > "$work/resources"
written=0
for resource in $(cat "$work/resources"); do
  namespaced=no
  if grep -qx "$resource" "$work/namespaced"; then namespaced=yes; fi
  try=1
  while :; do
    names "$resource" "$namespaced" > "$work/names"
    failed=0
    for namespace in $(cut -d ' ' -f 1 "$work/names" | sort -u); do
      if grep -qx "$resource $namespace" "$progress"; then continue; fi
      if awk -v wanted="$namespace" '$1 == wanted { print $2 }' "$work/names" | patch "$resource" "$namespace" > "$work/out"; then
        echo "$resource $namespace" >> "$progress"
      else
        failed=1
      fi
      changed=$(grep -vc '(no change)' "$work/out" || true)
      written=$((written + changed))
      echo "$resource $namespace: $changed written, $(grep -c '(no change)' "$work/out" || true) were already"
    done
    if [ "$failed" = 0 ]; then break; fi
    # An object that was deleted meanwhile is not in the next list.
    if [ "$try" = 3 ]; then
      echo "$resource: some objects could not be written, see above; run again to go on" >&2
      exit 1
    fi
    try=$((try + 1))
    sleep "\${RETRY_AFTER:-5}"
  done
done
if [ "$verify" = yes ] && [ "$written" -gt 0 ]; then
  echo "$written objects had still to be written, or were changed by others meanwhile; verify again" >&2
  exit 1
fi
echo "done: $written objects written"
`;
}

function discovery(resource: string): string {
  if (!isWildcard(resource)) return `  echo '${resource.endsWith('.') ? resource.slice(0, -1) : resource}'`;
  const group = resource === '*.*' ? '' : ` --api-group='${groupOf(resource)}'`;
  return `  kubectl api-resources --verbs=list,patch --no-headers --output name${group}`;
}
