import { isNamedByContent } from '../../facts/content-names';
import { DELIVERIES, isSparedBy, prunerIn, Pruner } from '../../facts/pruning';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION } from '../sources';

export const prunedUnderPods: GraphRule = {
  id: 'pruned-under-pods',
  category: RuleCategory.USE,
  title: 'the next release deletes a ConfigMap or Secret that running pods still name',
  rationale: 'The name of the object ends in a hash of its content, so the next content is another object, and a tool '
    + 'that prunes deletes this one: Flux before it waits for the rollout, Argo CD with automatic pruning before '
    + 'it applies the new manifests. A pod of the old version that starts then, since its node fails or it is scaled, '
    + 'waits for it, and `kubectl rollout undo` fails. Reported where the manifests also have the Kustomization of '
    + 'Flux, or the Application of Argo CD, that prunes.',
  remediation: 'Keep old versions with the annotations `kustomize.toolkit.fluxcd.io/prune: disabled` and '
    + '`argocd.argoproj.io/sync-options: Prune=false`, which `prunePolicy` writes, or have Argo CD delete them last '
    + 'with PruneLast=true. `strongbox versions` lists those that nothing names any more.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'The manifests do not show that the tool applies this very object.',
  since: FIRST_VERSION,
  references: [
    {
      title: 'Argo CD, sync of an application: prune first',
      url: 'https://github.com/argoproj/argo-cd/blob/v3.5.1/gitops-engine/pkg/sync/sync_context.go',
    },
    { title: 'Flux, Kustomization, prune', url: 'https://fluxcd.io/flux/components/kustomize/kustomizations/#prune' },
    {
      title: 'Argo CD, sync options',
      url: 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#prune-last',
    },
  ],
  * check(graph: Graph): Iterable<Violation> {
    const pruners = DELIVERIES.flatMap((delivery) => {
      const [group, kind] = delivery.split('/');
      return graph.ofKind(group, kind).flatMap((by) => {
        const pruner = prunerIn(delivery, fieldsOf(by.object.spec));
        return pruner === undefined ? [] : { ...pruner, by };
      });
    });
    for (const resource of pruners.length === 0 ? [] : graph.dataObjects().filter(({ name }) =>
      isNamedByContent(name))) {
      const pruner = pruners.find((each) => prunes(each, resource));
      const kind = resource.kind as 'ConfigMap' | 'Secret';
      const users = graph.referencesTo(kind, resource.namespace, resource.name);
      const user = users.find(({ pod }) => pod?.kind.life === 'kept');
      if (pruner !== undefined && user !== undefined) {
        yield violation(
          resource, pointerTo(resource.pointer, 'metadata', 'name'),
          `${pruner.tool} (${pruner.by.kind} "${pruner.by.name}") deletes it when its content changes, while pods of `
            + `${user.from.kind} "${user.from.name}" that name it may still start`,
        );
      }
    }
  },
};

function prunes(pruner: Pruner, { object, namespace: own }: Resource): boolean {
  const { namespace } = pruner;
  const { annotations, labels } = object.metadata;
  return (namespace === undefined || own === '' || namespace === own)
    && !isSparedBy(pruner, { annotations: fieldsOf(annotations), labels: fieldsOf(labels) });
}
