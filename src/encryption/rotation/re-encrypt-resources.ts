import { groupOf, isWildcard } from '../../facts/encryption-document';

/** A function of the shell that takes what kubectl lists for a wildcard. */
export const ACCEPT = `# Takes the resources of a wildcard, which kubectl listed in two orders: an answer that is cut
# off differs in both.
accept() { # WILDCARD
  found=0
  for one in $by_name; do
    case "$nl$by_kind$nl" in
      *"$nl$one$nl"*) ;;
      *) fail "$1: kubectl lists other resources the second time" ;;
    esac
    add "$one"
    found=$((found + 1))
  done
  for one in $by_kind; do found=$((found - 1)); done
  [ "$found" -eq 0 ] || fail "$1: kubectl lists other resources the second time"
  if [ -n "$by_name" ]; then return; fi
  case "$1" in '*.' | '*.*') fail "$1: kubectl lists no resource" ;; esac
  case " \${NO_RESOURCES:-} " in
    *" $1 "*) ;;
    *) fail "$1: kubectl lists no resource; where the cluster has none, set NO_RESOURCES='$1'" ;;
  esac
}
`;

function discovery(resource: string, index: number): string {
  const group = resource === '*.*' ? '' : ` --api-group='${groupOf(resource)}'`;
  return `resources_${index}() {
  kubectl api-resources --verbs=list,patch --no-headers "$1" --output name${group}
}
by_name=$(resources_${index} --sort-by=name) || fail '${resource}: kubectl cannot list the resources'
by_kind=$(resources_${index} --sort-by=kind) || fail '${resource}: kubectl cannot list the resources'
accept '${resource}'
`;
}

function namedOnes(resources: readonly string[]): string {
  return resources.length === 0 ? '' : `named() {
${resources.map((resource) => `  echo '${resource.endsWith('.') ? resource.slice(0, -1) : resource}'\n`).join('')}}
for one in $(named); do add "$one"; done
`;
}

/** Lines of the shell that collect the resources to write again. */
export function takenResources(resources: readonly string[]): string {
  const named = resources.filter((resource) => !isWildcard(resource));
  return namedOnes(named) + resources.filter(isWildcard).map(discovery).join('');
}
