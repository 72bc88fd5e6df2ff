import { ContainerProcess, mayReadProcess } from '../../facts/process-isolation';
import { Graph } from '../../manifest/graph';
import { Container, Pod } from '../../manifest/pod';
import { at, mappingsOf, pointerTo, textsOf } from '../../manifest/read';
import { Reference, ReferenceUse } from '../../manifest/references';
import { mountsToken } from '../../manifest/service-accounts';
import { RuleLevel } from '../finding';
import { IS_PRIVILEGED_WITH_A_SECRET, SEES_PROCESSES_WITH_A_SECRET } from '../pod-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes, nsa } from '../sources';

export const isolationOffBesideASecret: GraphRule = {
  id: 'isolation-off-beside-a-secret',
  category: RuleCategory.USE,
  title: 'containers are not isolated in a pod that has a Secret or a token',
  rationale:
    'With shareProcessNamespace, a container reads the files and variables of the others by /proc/PID/root and ' +
    '/proc/PID/environ, also Secrets that are mounted into one of them alone. With hostPID it reads those of ' +
    'every pod of the node, and a privileged container can read the whole node. An attacker then gets the Secret ' +
    'or token of the pod too, whichever container mounts it. Not reported are shared processes where all ' +
    'containers have the same Secrets, or run as different users who are not root.',
  remediation:
    'Remove privileged, hostPID and shareProcessNamespace; add the one capability that the program needs ' +
    'in the place of privileged. Otherwise move what needs them to another pod, without Secrets and without a token ' +
    '(automountServiceAccountToken: false).',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'Agents of nodes need it, and a token to report by.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Pod Security Standards', 'concepts/security/pod-security-standards/#baseline'),
    kubernetes('Share process namespace', 'tasks/configure-pod-container/share-process-namespace/'),
    nsa('Pod Security Standards'),
  ],
  policyPart: {
    what: 'hostPID and privileged, in pods with a Secret in a variable or a volume',
    checks: [
      {
        scope: RuleScope.POD,
        violation: SEES_PROCESSES_WITH_A_SECRET,
        message: 'hostPID shows the pod the processes of all pods of the node, and the pod has a Secret',
      },
      {
        scope: RuleScope.POD,
        violation: IS_PRIVILEGED_WITH_A_SECRET,
        message: 'a container is privileged, and so can read the node and the Secrets of all its pods; the pod has one',
      },
    ],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const held = heldBy(graph, pod);
      if (held.length > 0) {
        yield* violationsIn(pod, held);
      }
    }
  },
};

/** A Secret or a token in a pod, and the containers that have it. */
interface Held {
  readonly what: string;
  readonly by: ReadonlySet<Container>;
}

function* violationsIn(pod: Pod, held: readonly Held[]): Generator<Violation> {
  const [{ what }] = held;
  for (const container of pod.containers) {
    const setting = privilegeOf(container);
    if (setting !== undefined) {
      const place = pointerTo(container.pointer, 'securityContext', ...setting);
      const who = `${container.noun} ${JSON.stringify(container.name)}`;
      yield violation(
        pod.resource, place,
        `${who} is privileged, and so can read the node and the Secrets of all its pods; its pod has ${what}`,
      );
    }
  }
  const isPodSpec = pod.place.shape?.isPodSpec !== false;
  const place = (field: string) => isPodSpec ? pointerTo(pod.pointer, field) : pod.pointer;
  if (pod.spec.hostPID === true) {
    yield violation(
      pod.resource,
      place('hostPID'),
      `hostPID shows the pod the processes of all pods of the node, and the pod has ${what}`,
    );
  } else if (pod.spec.shareProcessNamespace === true) {
    const seen = seenByOthers(pod, held);
    if (seen !== undefined) {
      yield violation(pod.resource, place('shareProcessNamespace'), seen);
    }
  }
}

/** Way to the setting of a security context that takes away all isolation. */
function privilegeOf({ spec, pod }: Container): string[] | undefined {
  const hostProcess = ['windowsOptions', 'hostProcess'];
  return at(spec, 'securityContext', 'privileged') === true ? ['privileged']
    : (at(spec, 'securityContext', ...hostProcess) ?? at(pod, 'securityContext', ...hostProcess)) === true ? hostProcess
      : undefined;
}

/** Says which container reads what another one has; undefined where none does. */
function seenByOthers({ containers }: Pod, held: readonly Held[]): string | undefined {
  const running = containers.filter(({ list, spec }) => list !== 'initContainers' || spec.restartPolicy === 'Always');
  for (const { what, by } of held) {
    const holders = running.filter((container) => by.has(container));
    for (const reader of running.filter((container) => !by.has(container))) {
      const holder = holders.find((container) => mayReadProcess(processOf(reader), processOf(container)));
      if (holder !== undefined) {
        return `shareProcessNamespace lets container ${JSON.stringify(reader.name)} read ${what} of container `
          + `${JSON.stringify(holder.name)}, which it does not have itself`;
      }
    }
  }
  return undefined;
}

function processOf({ spec, pod }: Container): ContainerProcess {
  const user = at(spec, 'securityContext', 'runAsUser') ?? at(pod, 'securityContext', 'runAsUser');
  return {
    user: typeof user === 'number' ? user : undefined,
    capabilities: textsOf(at(spec, 'securityContext', 'capabilities', 'add')),
  };
}

/** What the containers of a pod have: Secrets as files and variables, tokens, private keys. */
function heldBy(graph: Graph, pod: Pod): Held[] {
  const held: Held[] = [];
  for (const reference of graph.referencesOf(pod)) {
    const what = isSeen(reference) ? secretNameIn(reference) : undefined;
    if (what !== undefined) {
      const { container, mounts } = reference;
      held.push({ what, by: new Set(container === undefined ? mounts.map((mount) => mount.container) : [container]) });
    }
  }
  for (const { spec, mounts, name } of pod.volumes) {
    const isToken = [...mappingsOf(at(spec, 'projected', 'sources'))].some(([source]) =>
      source.serviceAccountToken !== undefined || source.podCertificate !== undefined);
    if (isToken) {
      held.push({
        what: `the token of volume ${JSON.stringify(name)}`,
        by: new Set(mounts.map((mount) => mount.container)),
      });
    }
  }
  if (mountsToken(graph, pod) && pod.serviceAccount !== '') {
    held.push({ what: `the token of service account "${pod.serviceAccount}"`, by: new Set(pod.containers) });
  }
  return held.filter(({ by }) => by.size > 0);
}

/** Whether a container sees what is referred to. */
function isSeen({ use }: Reference): boolean {
  return ![ReferenceUse.IMAGE_PULL, ReferenceUse.DRIVER, ReferenceUse.CONTROLLER].includes(use);
}

function secretNameIn({ kind, name }: Reference): string | undefined {
  return kind === 'Secret' ? `Secret "${name}"`
    : kind === 'SecretProviderClass' ? `the secrets of SecretProviderClass "${name}"` : undefined;
}
