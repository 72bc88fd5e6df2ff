import { holdsSecretFiles } from './cel';
import { allOf, anyOf, hasEntries, hasSome, hasText, isTrue, listOf, not } from './cel-terms';
import {
  ANY_TOKEN_PATH, DEFAULT_ACCOUNT, MIRROR, SOURCE, TOKEN_CLIENTS, TOKEN_VOLUME_PREFIX, TokenClient, VAULT_LOGIN,
} from '../facts/account-token';
import { POD_KINDS } from '../facts/admission-kinds';
import { CONTAINER_LISTS } from '../facts/pod-shapes';
import {
  AGENT_ENABLE_QUIT, AGENT_INJECT, AGENT_PRE_POPULATE_ONLY, AGENT_SHARE_PROCESSES,
} from '../facts/vault-agent';
import { YES } from '../facts/yes';

/**
 * CEL terms for the tokens of pods, for parts of rules: `self` is a pod spec, `object` the object of Kubernetes that
 * describes it.
 */

/** The kinds that describe pods, by the fields that lead to the pod spec or to the metadata of its pods. */
export function kindsByWay(field: 'podSpec' | 'podMetadata'): ReadonlyMap<string, readonly string[]> {
  const byWay = new Map<string, string[]>();
  POD_KINDS.forEach(({ kind, [field]: way }) => byWay.set(way!, [...byWay.get(way!) ?? [], kind]));
  return byWay;
}

/** Neither the pod turns the token of its account on nor off. */
const TOKEN_IS_UNSET = not(
  allOf('has(self.automountServiceAccountToken)', 'dyn(self.automountServiceAccountToken) != null'),
);

/** The pod does not turn the token of its account off. */
const TOKEN_IS_NOT_OFF = anyOf(TOKEN_IS_UNSET, 'self.automountServiceAccountToken == true');

const NAMES_ACCOUNT = anyOf(...['serviceAccountName', 'serviceAccount'].map((field) =>
  allOf(hasText(`self.${field}`), `self.${field} != '${DEFAULT_ACCOUNT}'`)));

/**
 * Where the API server has created the pod, it has added the volume of the token to it, or decided not to. Only then
 * the pod has a UID. A template, and a pod that is not sent yet, show their own field only.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/plugin/pkg/admission/serviceaccount/admission.go
 */
const MAY_GET_TOKEN = anyOf(
  "object.kind != 'Pod'",
  '!has(object.metadata.uid)',
  hasSome('self.volumes', 'v', `v.name.startsWith('${TOKEN_VOLUME_PREFIX}') && has(v.projected)`),
);

/** The pod is, or stands for, one that a kubelet runs from a file: it has no account. */
export const IS_STATIC = allOf("object.kind == 'Pod'", anyOf(
  hasSome('object.metadata.annotations', 'a', `a in ${listOf([MIRROR, SOURCE])}`),
  allOf(hasSome('object.metadata.labels', 'l', "l == 'tier'"), "object.metadata.labels['tier'] == 'control-plane'"),
  inContainers("(has(c.command) && c.command.exists(w, w.endsWith('kube-apiserver')))"),
));

/**
 * The command line of a container names the token, or logs in to Vault. Its image is taken for the program beside a
 * command as well: more are let through than by the audit.
 */
const COMMAND_READS_TOKEN = `[has(c.image) ? string(c.image) : '', ${['command', 'args'].map((field) =>
  `${hasEntries(`c.${field}`)} ? string(c.${field}.join(' ')) : ''`).join(', ')}]`
  + `.join(' ').matches('${ANY_TOKEN_PATH}|${VAULT_LOGIN}')`;

/** A program in the pod is known to read the token. */
const READS_TOKEN = anyOf(
  someRequestClient(annotationsOfPods()),
  inContainers([
    COMMAND_READS_TOKEN,
    hasSome('c.env', 'e', `has(e.value) && e.value.contains('${ANY_TOKEN_PATH}')`),
  ].join(' || ')),
);

/** The pod runs as the default account and does not turn its token off. */
export const GETS_DEFAULT_TOKEN = allOf(TOKEN_IS_NOT_OFF, not(NAMES_ACCOUNT), MAY_GET_TOKEN, not(IS_STATIC));

/** The pod runs as an account that it names, nobody decided about its token, and no program is known to read it. */
export const GETS_UNDECIDED_TOKEN = allOf(
  TOKEN_IS_UNSET, NAMES_ACCOUNT, MAY_GET_TOKEN, not(IS_STATIC), not(READS_TOKEN),
);

/** The pod runs as the default account, nobody decided about its token, and no program is known to read it. */
export const LEAVES_DEFAULT_TOKEN = allOf(TOKEN_IS_UNSET, not(NAMES_ACCOUNT), not(READS_TOKEN));

/** The namespace of the object requests a client that reads the token, for all of its pods. */
export const NAMESPACE_REQUESTS_CLIENT = allOf(
  hasEntries('namespaceObject.metadata.annotations'), someRequestClient('[[namespaceObject.metadata.annotations]]'),
);

/** A container has a Secret in a variable, or mounts a volume with one. */
const HAS_SECRET = anyOf(
  inContainers(anyOf(
    hasSome('c.env', 'e', allOf('has(e.valueFrom)', 'has(e.valueFrom.secretKeyRef)')),
    hasSome('c.envFrom', 'e', 'has(e.secretRef)'),
  )),
  hasSome('self.volumes', 'v', allOf(
    holdsSecretFiles('v'), inContainers(hasSome('c.volumeMounts', 'm', 'm.name == v.name')),
  )),
);

/** The pod has a Secret, and sees the processes of all pods of the node. */
export const SEES_PROCESSES_WITH_A_SECRET = allOf(isTrue('self.hostPID'), HAS_SECRET);

/** The pod has a Secret, and a container that can read the node. */
export const IS_PRIVILEGED_WITH_A_SECRET = allOf(
  inContainers(allOf(
    'has(c.securityContext)', 'dyn(c.securityContext) != null', isTrue('c.securityContext.privileged'),
  )),
  HAS_SECRET,
);

/** The pod is one of a Job or a CronJob, and gets a Vault Agent that never ends. */
export const GETS_AGENT_THAT_NEVER_ENDS = allOf(
  `object.kind in ${listOf(POD_KINDS.map(({ kind }) => kind).filter((kind) => kind.endsWith('Job')))}`,
  not(isTrue('self.shareProcessNamespace')),
  `${annotationsOfPods()}.exists(l, l.exists(a, ${allOf(
    isYes(AGENT_INJECT), ...[AGENT_PRE_POPULATE_ONLY, AGENT_ENABLE_QUIT, AGENT_SHARE_PROCESSES].map((name) =>
      not(isYes(name))),
  )}))`,
);

/** An annotation among `a` is one of the words that the injector reads as yes. */
function isYes(name: string): string {
  return allOf(`'${name}' in a`, `a['${name}'] in ${listOf(YES)}`);
}

/** A condition on `c`, for a container of any list. */
function inContainers(condition: string): string {
  const lists = CONTAINER_LISTS.map((list) => `(${hasEntries(`self.${list}`)} ? dyn(self.${list}) : dyn([]))`);
  return `[${lists.join(', ')}].exists(l, l.exists(c, ${condition}))`;
}

/** CEL of type list of lists: the annotations of the pods, where they have some. */
function annotationsOfPods(): string {
  const found = [...kindsByWay('podMetadata')].map(([way, kinds]) => {
    const metadata = `object.${way}`;
    const isSet = allOf(
      `object.kind in ${listOf(kinds)}`, `has(${metadata})`, hasEntries(`${metadata}.annotations`),
    );
    return `(${isSet} ? [dyn(${metadata}.annotations)] : [])`;
  });
  return `[${found.join(', ')}]`;
}

/** Annotations in a list of lists request a client that reads the token. */
function someRequestClient(annotations: string): string {
  return `${annotations}.exists(l, l.exists(a, ${TOKEN_CLIENTS.map(requests).join(' || ')}))`;
}

/** The annotations `a` request the client. */
function requests({ annotation, values, unless }: TokenClient): string {
  const isSet = annotation.endsWith('/') ? `a.exists(k, k.startsWith('${annotation}'))`
    : allOf(`'${annotation}' in a`, ...values === undefined ? [] : [`a['${annotation}'] in ${listOf(values)}`]);
  return unless === undefined ? isSet : allOf(isSet, not(allOf(`'${unless}' in a`, `a['${unless}'] != ''`)));
}
