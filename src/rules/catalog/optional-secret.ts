import { Graph } from '../../manifest/graph';
import { mappingsOf, pointerTo, textOf } from '../../manifest/read';
import { isVariable, Reference, ReferenceUse } from '../../manifest/references';
import { quoted } from '../../redaction/quoted';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const optionalSecret: GraphRule = {
  id: 'optional-secret',
  category: RuleCategory.USE,
  title: 'a container starts without its Secret, since the reference is optional',
  rationale: 'The kubelet starts a container whose optional Secret or key is missing: without the variable, or with an '
    + 'empty directory. The program runs without its credential, or without a login at all, and an error shows up '
    + 'later and elsewhere. Files follow within a minute or two of the Secret; a variable does not until the container '
    + 'restarts. Without the option, the pod waits and its events name what is missing. Where an audited object is or '
    + 'makes the Secret, it is a warning: the option only matters while the Secret is missing by mistake. Where none '
    + 'does, it is a note: the program may have another way. ConfigMaps are not reported: settings have defaults.',
  remediation: 'Remove `optional: true`. Suppress the finding where the program works without the Secret as intended.',
  level: RuleLevel.WARNING,
  recommended: 'off',
  levelReason: 'Only the reader knows whether the program is meant to work without the Secret.',
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, optional Secrets', 'concepts/configuration/secret/#restriction-secret-must-exist')],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const secrets = graph.secretsOf(pod);
      for (const reference of secrets) {
        if (reference.optional && isUsed(reference) && !secrets.some((other) => needsAsMuch(other, reference))) {
          const found = violation(pod.resource, pointerTo(reference.pointer, 'optional'), message(reference));
          const { kind, namespace, name } = reference;
          yield graph.exists(kind, namespace, name) ? found : { ...found, atMost: RuleLevel.NOTE };
        }
      }
    }
  },
};

/** Whether a container gets it: a volume that none mounts gives nothing. */
function isUsed(reference: Reference): boolean {
  return isVariable(reference) || reference.mounts.length > 0;
}

/** Whether the pod waits for the same keys because of another reference. */
function needsAsMuch(other: Reference, { name, namespace, keys }: Reference): boolean {
  return !other.optional && other.use !== ReferenceUse.IMAGE_PULL && other.use !== ReferenceUse.CONTROLLER
    && other.name === name && other.namespace === namespace
    && keys.every(({ key }) => other.keys.some((needed) => needed.key === key));
}

function message(reference: Reference): string {
  const { container, name, mounts } = reference;
  const secret = `Secret ${quoted(name)} is optional`;
  if (container === undefined) {
    const { container: mounting, spec } = mounts[0];
    return `container ${quoted(mounting.name)}, mount ${quoted(textOf(spec.mountPath))}: ${secret}, and the container `
      + 'starts without its files';
  }
  const where = `container ${quoted(container.name)}`;
  const variable = variableOf(reference);
  return variable === undefined
    ? `${where}: ${secret}, and the container starts without its variables`
    : `${where}, variable ${quoted(variable)}: ${secret}, and the container starts without the variable`;
}

/** Name of the variable that the reference is for; undefined for all keys of a Secret. */
function variableOf({ use, container, pointer }: Reference): string | undefined {
  if (use !== ReferenceUse.ENV) {
    return undefined;
  }
  const found = [...mappingsOf(container?.spec.env)]
    .find(([, index]) => pointer.startsWith(`${container?.pointer}/env/${index}/`));
  return textOf(found?.[0].name);
}
