import { HERE, shellQuoted } from '../shell';

/**
 * A shell script that has the controller manager write every object again.
 *
 * @param names names of the StorageVersionMigration objects in `migrations.json` beside it
 */
export function migrateScript(names: readonly string[]): string {
  return `#!/bin/sh
# Has the controller manager write every object again, and waits until it has. A migration that was done before is done
# again: objects may have been written otherwise since. TIMEOUT_SECONDS says how long it waits for all of them, 3600 by
# default.
set -u -f
LC_ALL=C
export LC_ALL
fail() {
  printf '%s\\n' "$1" >&2
  exit 1
}
${HERE}
left=\${TIMEOUT_SECONDS:-3600}
case "$left" in '' | *[!0-9]* | ????????*) fail 'TIMEOUT_SECONDS is not a whole number of seconds' ;; esac
# A server that still writes with the old key would undo the work.
check_servers() {
  (
    set -- --servers
    # shellcheck source=/dev/null
    . "$here/check.sh"
  ) || fail 'not every API server has the file of this stage; see above'
}
condition() {
  kubectl get "storageversionmigrations.storagemigration.k8s.io/$name" --output \\
    'jsonpath={.status.conditions[?(@.type=="'"$1"'")].status}'
}
check_servers
migrations=$here/migrations.json
kubectl delete --ignore-not-found --filename "$migrations" || fail 'the migrations of before cannot be deleted'
kubectl create --filename "$migrations" || fail 'the migrations cannot be made'
names=${shellQuoted(names.join(' '))}
for name in $names; do
  until [ "$(condition Succeeded)" = True ]; do
    if [ "$(condition Failed)" = True ] || [ "$left" -le 0 ]; then
      fail "$name: not migrated; see kubectl describe storageversionmigrations.storagemigration.k8s.io/$name"
    fi
    left=$((left - 5))
    sleep 5 || :
  done
  echo "$name: done"
done
check_servers
exit 0
`;
}
