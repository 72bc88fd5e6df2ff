import { secondsInWords } from '../../facts/durations';
import { externalSecretRefresh, generatorLifetime } from '../../facts/refresh';
import { DOCKER_CONFIG_JSON_TYPE } from '../../facts/secret-types';
import { LONGEST_SYNC_SECONDS } from '../../facts/updates';
import { Graph } from '../../manifest/graph';
import { at, fieldsOf, mappingsOf, pointerTo, textAt, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { externalSpecOf } from '../../manifest/store-values';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

const GENERATORS = 'generators.external-secrets.io';

export const refreshAfterExpiry: GraphRule = {
  id: 'refresh-after-expiry',
  category: RuleCategory.STORES,
  title: 'a credential expires before it is fetched again',
  rationale:
    'Some generators of External Secrets fetch a token that expires: after 12 hours at ECR, after one hour at Google, '
    + 'GitHub and Quay. The next one has to be there before, in the Secret and in the files, which the kubelet writes '
    + `up to ${LONGEST_SYNC_SECONDS} s later. With an interval as long as the life of the token, or no refresh at all, `
    + 'everything that uses it is refused in between.',
  remediation: 'Set refreshInterval to half of the lifetime or less, without refreshPolicy CreatedOnce or OnChange.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('Generators', 'guides/generator/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const kind of ['ExternalSecret', 'ClusterExternalSecret']) {
      for (const resource of graph.ofKind('external-secrets.io', kind)) {
        yield* violationsOf(graph, resource);
      }
    }
  },
};

function* violationsOf(graph: Graph, resource: Resource): Generator<Violation> {
  const spec = externalSpecOf(resource);
  const refresh = externalSecretRefresh(spec);
  const base = resource.kind === 'ClusterExternalSecret' ? ['spec', 'externalSecretSpec'] : ['spec'];
  // The kubelet reads it when it pulls an image: no file follows.
  const isForPulls = textAt(spec, 'target', 'template', 'type') === DOCKER_CONFIG_JSON_TYPE;
  const sync = isForPulls ? 0 : LONGEST_SYNC_SECONDS;
  for (const [source, index] of mappingsOf(spec.dataFrom)) {
    const generator = fieldsOf(at(source, 'sourceRef', 'generatorRef'));
    const { kind, lifetime } = lifetimeOf(graph, resource, textOf(generator.kind), textOf(generator.name));
    if (lifetime === undefined) {
      continue;
    }
    const what = `a token of ${kind} ends after ${secondsInWords(lifetime)}`;
    const place = pointerTo(resource.pointer, ...base, 'dataFrom', `${index}`);
    if (refresh.when === 'once' || refresh.when === 'on-change') {
      yield violation(resource, place, `${what} and is not fetched again: the object ${refresh.because}`);
    } else if (refresh.when === 'within' && refresh.seconds! + sync > lifetime) {
      const interval = spec.refreshInterval === undefined ? 'by default every ' : 'every ';
      const late = sync === 0 ? '' : `, and files follow up to ${secondsInWords(sync)} later`;
      yield violation(resource, place, `${what} and is fetched ${interval}${secondsInWords(refresh.seconds!)}${late}`);
    }
  }
}

/** The lifetime of what a generator makes; a ClusterGenerator has the kind and the spec of another one. */
function lifetimeOf(
  graph: Graph, { namespace }: Resource, kind: string, name: string,
): { readonly kind: string; readonly lifetime: number | undefined } {
  const [found] = graph.ofKind(GENERATORS, kind).filter((each) => each.name === name
    && (kind === 'ClusterGenerator' || namespace === '' || each.namespace === namespace));
  if (kind !== 'ClusterGenerator') {
    return { kind, lifetime: generatorLifetime(kind, fieldsOf(found?.object.spec)) };
  }
  const inner = textAt(found?.object, 'spec', 'kind');
  const [spec] = Object.values(fieldsOf(at(found?.object, 'spec', 'generator')));
  return { kind: inner, lifetime: generatorLifetime(inner, fieldsOf(at(spec, 'spec') ?? spec)) };
}
