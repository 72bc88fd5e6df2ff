import {
  DECLARED_RELOADS, declaredObjects, RELOAD_ANNOTATION, unreadReloadEntries,
} from '../../facts/reload-declarations';
import { Graph } from '../../manifest/graph';
import { Fields, fieldsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION } from '../sources';

export const reloadDeclarationWithoutEffect: GraphRule = {
  id: 'reload-declaration-without-effect',
  category: RuleCategory.USE,
  title: `an entry of the annotation ${RELOAD_ANNOTATION} declares nothing`,
  rationale:
    'The annotation declares how a changed object reaches the processes of a workload. Rules, plans of rotations and '
    + 'the wait for one rely on it. An entry with an unknown way, for an object that the pods do not use, or on an '
    + 'object without pods is not read, and what it was written for stays undeclared.',
  remediation: 'Write Kind/name=way on the workload, with the kind Secret, ConfigMap or SecretProviderClass and one of '
    + `${DECLARED_RELOADS.join(', ')}; or the way alone, for every object that the pods use.`,
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [{
    title: 'Rotating', url: 'https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rotating.md',
  }],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      const pods = graph.podsIn(resource);
      const used = new Set(pods.flatMap((pod) =>
        graph.referencesOf(pod).map(({ kind, name }) => `${kind}/${name}`)));
      const places: [Fields, string][] = [
        [fieldsOf(resource.object.metadata.annotations), `${resource.pointer}/metadata/annotations`],
        ...pods.filter(({ metadataPointer }) => metadataPointer !== `${resource.pointer}/metadata`)
          .map(({ metadata, metadataPointer }): [Fields, string] =>
            [fieldsOf(metadata.annotations), `${metadataPointer}/annotations`]),
      ];
      for (const [annotations, pointer] of places.filter(([each]) => each[RELOAD_ANNOTATION] !== undefined)) {
        const message = pods.length === 0
          ? `annotation ${RELOAD_ANNOTATION} does nothing on a ${resource.kind}: it is read on a workload and on its `
            + 'pod template'
          : faultIn(annotations, used);
        if (message !== undefined) {
          yield violation(resource, pointerTo(pointer, RELOAD_ANNOTATION), message);
        }
      }
    }
  },
};

const NAMED = 3;

function faultIn(annotations: Fields, used: ReadonlySet<string>): string | undefined {
  const quoted = (entries: readonly string[]) =>
    entries.slice(0, NAMED).map((entry) => JSON.stringify(entry)).join(', ');
  const unread = unreadReloadEntries(annotations);
  if (unread.length > 0) {
    return `annotation ${RELOAD_ANNOTATION} has ${quoted(unread)}, which is not read; write Kind/name=way with one of `
      + DECLARED_RELOADS.join(', ');
  }
  const unused = declaredObjects(annotations).filter((each) => !used.has(each));
  return unused.length === 0 ? undefined
    : `annotation ${RELOAD_ANNOTATION} names ${quoted(unused)}, which the pods do not use; they use `
      + (used.size === 0 ? 'nothing that it can name' : quoted([...used]));
}
