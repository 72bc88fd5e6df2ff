import { TOKEN_PATH } from '../../facts/account-token';
import { mayBeFilledIn } from '../../facts/filled-in-later';
import { canonicalPath, hiddenBy } from '../../facts/mount-paths';
import { annotation, injectsAgent, VAULT_AGENT_PREFIX } from '../../facts/vault-agent-annotations';
import { Graph } from '../../manifest/graph';
import { Pod, Volume } from '../../manifest/pod';
import { at, fieldsOf, mappingsOf, pointerTo, textAt, textOf } from '../../manifest/read';
import { isSecretsStore } from '../../manifest/references';
import { kubeletFilesOf } from '../../manifest/volume-files';
import { quoted } from '../../redaction/quoted';
import { RuleLevel } from '../finding';
import { HIDES_SYSTEM_PATH } from '../path-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** Annotation with the directory that Vault Agent writes to. */
const VOLUME_PATH = 'secret-volume-path';

export const mountOverSystemPath: GraphRule = {
  id: 'mount-over-system-path',
  category: RuleCategory.USE,
  title: 'files of a Secret or ConfigMap hide a directory that the container needs',
  rationale: 'A mount hides what the image has at its path. Over /etc, /usr or /home the program loses its users, '
    + 'certificates, libraries or configuration, and over the place of the service account token client libraries take '
    + 'the files for the token. Only volumes of Secrets, ConfigMaps, projections and the Secrets Store CSI driver are '
    + 'looked at, where they are mounted as a whole, and the directory that Vault Agent writes to.',
  remediation: 'Mount the volume at a dedicated directory, such as /etc/secrets/db.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
  ],
  policyPart: {
    what: 'mounts whose paths are written without ..',
    checks: [{
      scope: RuleScope.VOLUME_MOUNT,
      violation: HIDES_SYSTEM_PATH,
      message: 'hides a directory that the container needs; mount it at a dedicated one',
    }],
  },
  *check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const volume of pod.volumes) {
        if (isSecretsStore(volume.spec) || kubeletFilesOf(graph, pod, volume) !== undefined) {
          yield* hidingMounts(pod, volume);
        }
      }
      yield* hidingAgent(pod);
    }
  },
};

function* hidingMounts(pod: Pod, volume: Volume): Generator<Violation> {
  for (const { container, spec, pointer, bySubPath } of volume.mounts) {
    const path = textOf(spec.mountPath);
    const fault = bySubPath || path === '' ? undefined : tokenFault(volume, path) ?? hiddenBy(path);
    if (fault !== undefined) {
      const where = `${container.noun} ${quoted(container.name)}, mount ${quoted(path)}`;
      yield violation(pod.resource, pointer, `${where}: volume ${quoted(volume.name)} ${fault}`);
    }
  }
}

/** The injector mounts the volume of Vault Agent in the containers of the pod. */
function* hidingAgent({ resource, metadata, metadataPointer }: Pod): Generator<Violation> {
  const annotations = fieldsOf(metadata.annotations);
  const path = injectsAgent(annotations) ? annotation(annotations, VOLUME_PATH) : '';
  const fault = path === '' || mayBeFilledIn(path) ? undefined : hiddenBy(path);
  if (fault !== undefined) {
    const pointer = pointerTo(metadataPointer, 'annotations', `${VAULT_AGENT_PREFIX}${VOLUME_PATH}`);
    yield violation(resource, pointer, `annotation ${VOLUME_PATH} ${quoted(path)} ${fault}`);
  }
}

/** Volumes in which the API server put tokens, until 1.24: they are in what was read from a cluster of that time. */
const TOKEN_SECRET = /-token-[a-z0-9]{5}$/;

function tokenFault({ spec }: Volume, path: string): string | undefined {
  const bringsToken = TOKEN_SECRET.test(textAt(spec, 'secret', 'secretName'))
    || [...mappingsOf(at(spec, 'projected', 'sources'))].some(([source]) => source.serviceAccountToken !== undefined);
  return canonicalPath(path) === canonicalPath(TOKEN_PATH) && !bringsToken
    ? 'takes the place of the service account token; give another directory' : undefined;
}
