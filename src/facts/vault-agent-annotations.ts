import { DocumentFault, FieldPath } from './document-fault';
import { isQuantity } from './field-types';
import { labelKeyFault } from './object-names';
import { fileFaults } from './secrets-store-faults';
import { isKv2Path, unusableText, vaultAddressFault, vaultPathFault, vaultRoleFault } from './vault';
import { isNeitherYesNorNo, isYes } from './yes';

/** What the names of the injector's annotations begin with. */
export const VAULT_AGENT_PREFIX = 'vault.hashicorp.com/';

/** Where the files land unless a pod says otherwise. */
export const VAULT_SECRETS_PATH = '/vault/secrets';

/** Annotations of a pod: texts by name. */
interface Annotations {
  readonly [name: string]: unknown;
}

/** A file that the agent writes. */
export interface AgentFile {
  /** Last part of the names of its annotations. */
  readonly name: string;

  /** Path in Vault; empty for a template that says itself what it reads. */
  readonly path: string;
  readonly template: string;
  readonly templateFile: string;
  readonly fileName: string;
  readonly mode: string;
}

/** Annotations whose text lands in the agent's configuration as it is. */
const PLAIN = [
  'namespace', 'auth-type', 'tls-secret', 'ca-cert', 'ca-key', 'client-cert', 'client-key', 'tls-server-name',
  'secret-volume-path', 'agent-service-account-token-volume-name', 'agent-inject-containers',
];

/** Annotations that are read as yes or no. */
const SWITCHES = [
  'agent-pre-populate', 'agent-pre-populate-only', 'agent-init-first', 'agent-revoke-on-shutdown', 'tls-skip-verify',
  'agent-run-as-same-user', 'agent-inject-token', 'agent-cache-enable', 'preserve-secret-case',
];

/** Annotations with a quantity of Kubernetes. */
const QUANTITIES = ['cpu', 'mem', 'ephemeral'].flatMap((of) => [`agent-requests-${of}`, `agent-limits-${of}`]);

/** Whether a pod has the injector add an agent. */
export function injectsAgent(annotations: Annotations): boolean {
  return isYes(annotation(annotations, 'agent-inject'));
}

/** Whether a pod has an agent that logs in with the service account of the pod, as far as the annotations show. */
export function logsInAsPod(annotations: Annotations): boolean {
  return injectsAgent(annotations) && annotation(annotations, 'agent-configmap') === ''
    && ['', 'kubernetes', 'jwt'].includes(annotation(annotations, 'auth-type'));
}

/** The text of an annotation of the injector; empty where there is none. */
export function annotation(annotations: Annotations, name: string): string {
  const value = annotations[`${VAULT_AGENT_PREFIX}${name}`];
  return typeof value === 'string' ? value : '';
}

/** Whether an annotation of the injector is there and says yes. */
export function saysYes(annotations: Annotations, name: string): boolean {
  return isYes(annotation(annotations, name));
}

/**
 * The files that the annotations of a pod name. `agent-inject-template-file-x` is the file with the template of `x`.
 *
 * @see https://github.com/hashicorp/vault-k8s/blob/v1.7.0/agent-inject/agent/annotations.go
 */
export function agentFiles(annotations: Annotations): AgentFile[] {
  const names = new Set<string>();
  for (const [key, value] of Object.entries(annotations)) {
    const found = /^vault\.hashicorp\.com\/agent-inject-(?:secret|template-file|template)-(.+)$/.exec(key)?.[1];
    if (found !== undefined && typeof value === 'string' && value.trim() !== '') {
      names.add(found);
    }
  }
  return [...names].map((name) => {
    const of = (what: string) => annotation(annotations, `agent-inject-${what}-${name}`);
    const isKept = saysYes(annotations, 'preserve-secret-case') || saysYes(annotations, `preserve-secret-case-${name}`);
    return {
      name,
      path: of('secret'),
      template: of('template'),
      templateFile: of('template-file'),
      fileName: of('file') || (isKept ? name : name.toLowerCase()),
      mode: of('perms'),
    };
  });
}

/** The paths in Vault that a file is made from: that of its annotation, and those that its template reads. */
export function pathsOf({ path, template }: AgentFile): string[] {
  const ofTemplate = [...template.matchAll(/\b(?:secret|pkiCert)\s+"([^"]+)"/g)].map(([, found]) => found);
  return [...new Set([path, ...ofTemplate])].filter((each) => each !== '');
}

/**
 * What the injector or the agent has against the annotations of a pod: the pod is not admitted, or waits for ever.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 */
export function* agentFaults(annotations: Annotations): Generator<DocumentFault> {
  const at = (name: string): FieldPath => [`${VAULT_AGENT_PREFIX}${name}`];
  const text = (name: string) => annotation(annotations, name);
  if (text('agent-configmap') === '') {
    yield* loginFaults(annotations);
  }
  yield* PLAIN.map((name) => unusableText(text(name), `annotation ${name}`, at(name)))
    .filter((fault) => fault !== undefined);
  for (const name of SWITCHES.filter((each) => text(each) !== '' && isNeitherYesNorNo(text(each)))) {
    yield { at: at(name), text: `annotation ${name} %q is not 'true' or 'false'`, given: [text(name)] };
  }
  for (const name of QUANTITIES.filter((each) => text(each) !== '' && !isQuantity(text(each)))) {
    const fault = `annotation ${name} %q is not a quantity, such as '250m' or '64Mi'`;
    yield { at: at(name), text: fault, given: [text(name)] };
  }
  yield* annotationNameFaults(annotations);
  const files = agentFiles(annotations);
  // With a cache, the agent is a proxy to Vault on a port of the pod, which needs no files.
  const hasOtherUse = text('agent-configmap') !== ''
    || ['agent-inject-token', 'agent-cache-enable'].some((name) => saysYes(annotations, name));
  if (files.length === 0 && !hasOtherUse) {
    yield { at: at('agent-inject'), text: 'no secrets are named, so the agent would write nothing' };
  }
  for (const file of files) {
    yield* agentFileFaults(file, saysYes(annotations, 'agent-run-as-same-user'));
  }
  const token = saysYes(annotations, 'agent-inject-token') ? ['token'] : [];
  yield* fileFaults([...files.map(({ fileName }) => fileName), ...token].map((name) => ({ name })), at('agent-inject'));
}

function* loginFaults(annotations: Annotations): Generator<DocumentFault> {
  const at = (name: string): FieldPath => [`${VAULT_AGENT_PREFIX}${name}`];
  const role = annotation(annotations, 'role');
  const isKubernetes = ['', 'kubernetes'].includes(annotation(annotations, 'auth-type'));
  if (role !== '' || (isKubernetes && annotation(annotations, 'auth-config-role') === '')) {
    const fault = vaultRoleFault(role, at('role'));
    if (fault !== undefined) {
      yield fault;
    }
  }
  const address = annotation(annotations, 'service');
  const mount = annotation(annotations, 'auth-path');
  const faults = [
    address === '' ? undefined : vaultAddressFault(address, 'Vault address', at('service')),
    mount === '' ? undefined : unusableText(mount, 'annotation auth-path', at('auth-path')),
  ];
  yield* faults.filter((fault) => fault !== undefined);
  if (mount !== '' && !/^\/?auth\/[^/]/.test(mount)) {
    yield {
      at: at('auth-path'),
      text: "annotation auth-path %q does not begin with 'auth/', as in 'auth/kubernetes'",
      given: [mount],
    };
  } else if (/^\/?auth\/auth\//.test(mount)) {
    const fault = "annotation auth-path %q has 'auth/' twice; give it once, as in 'auth/kubernetes'";
    yield { at: at('auth-path'), text: fault, given: [mount] };
  }
}

/** Longest name of an annotation after its prefix. */
const MAX_ANNOTATION_LENGTH = 63;

/** What the API server has against the names of the injector's annotations, which end with names of secrets. */
function* annotationNameFaults(annotations: Annotations): Generator<DocumentFault> {
  for (const key of Object.keys(annotations).filter((each) => each.startsWith(VAULT_AGENT_PREFIX))) {
    if (labelKeyFault(key.toLowerCase()) !== undefined) {
      const text = `the API server refuses the annotation name %q: after the slash 1 to ${MAX_ANNOTATION_LENGTH} ` +
        "letters, digits, '-', '_' and '.', first and last a letter or digit";
      yield { at: [key], text, given: [key] };
    }
  }
}

/**
 * The longest part before the name is `agent-inject-template-file-`, and an annotation's name has 63 characters at
 * most.
 */
const MAX_NAME_LENGTH = MAX_ANNOTATION_LENGTH - 'agent-inject-template-file-'.length;

/**
 * What the injector has against a name of a secret, which ends the names of its annotations.
 *
 * @param option the option that gives a file another name, for the way out
 */
export function agentNameFault(name: string, option: string, at: FieldPath = []): DocumentFault | undefined {
  // `agent-inject-template-file-x` is the template of `file-x`, or the file with the template of `x`: it is the latter.
  if (name.startsWith('file-')) {
    return {
      at,
      text: 'the injector would take the name %q for the template file of %q; give another name, and ' +
        `\`${option}\` for the file`,
      given: [name, name.slice('file-'.length)],
    };
  }
  return name.length <= MAX_NAME_LENGTH && /^([-\w.]*[a-zA-Z0-9])$/.test(name) ? undefined : {
    at,
    text: `%q cannot end the name of an annotation: 1 to ${MAX_NAME_LENGTH} letters, digits, '-', '_' and '.', last ` +
      `a letter or digit; for another file name give \`${option}\``,
    given: [name],
  };
}

/** What the agent has against a file. */
export function* agentFileFaults(file: AgentFile, isSameUser: boolean): Generator<DocumentFault> {
  const { name, path, template, templateFile, mode } = file;
  const at = (what: string): FieldPath => [`${VAULT_AGENT_PREFIX}agent-inject-${what}-${name}`];
  const readsByTemplate = template !== '' || templateFile !== '';
  if (path !== '' && !readsByTemplate) {
    const fault = vaultPathFault({ path, of: name, isKv2: false }, at('secret'));
    if (fault !== undefined) {
      yield fault;
    }
  }
  if (path === '' && !readsByTemplate) {
    yield { at: at('file'), text: '%q has no path, and no template says what to read', given: [name] };
  }
  if (template !== '' && templateFile !== '') {
    yield { at: at('template-file'), text: '%s has both template and templateFile; give one of them', given: [name] };
  }
  if (mode !== '' && !/^0?[0-7]{3}$/.test(mode)) {
    yield { at: at('perms'), text: 'mode %q of %q is not three octal digits, such as 0644', given: [mode, name] };
  } else if (mode !== '' && !/[4-7]$/.test(mode) && !isSameUser) {
    yield {
      at: at('perms'),
      text: `file %s of mode ${mode} could not be read: the agent writes it as its own user; use mode 0444, or ` +
        'runAsSameUser',
      given: [name],
    };
  }
}

/**
 * Whether a file is read by the injector's own template from a key-value engine of version 2, as far as the path shows.
 */
export function readsKv2({ path, template, templateFile }: AgentFile): boolean {
  return template === '' && templateFile === '' && isKv2Path(path);
}

/** What has no effect in the annotations of a pod, or another one than it says. */
export function* agentIdle(annotations: Annotations): Generator<DocumentFault> {
  const at = (name: string): FieldPath => [`${VAULT_AGENT_PREFIX}${name}`];
  const text = (name: string) => annotation(annotations, name);
  if (saysYes(annotations, 'agent-pre-populate-only')) {
    const idle = [
      ...['agent-revoke-on-shutdown', 'agent-cache-enable'].filter((name) => saysYes(annotations, name)),
      ...text('template-static-secret-render-interval') === '' ? [] : ['template-static-secret-render-interval'],
    ];
    for (const name of idle) {
      yield { at: at(name), text: `without a sidecar nothing revokes, renders again or caches; leave out ${name}` };
    }
  }
  if (saysYes(annotations, 'agent-run-as-same-user')) {
    for (const name of ['agent-run-as-user', 'agent-run-as-group'].filter((each) => text(each) !== '')) {
      const other = 'agent-run-as-same-user and a user or group of the agent contradict each other; set one of them';
      yield { at: at(name), text: other };
    }
  }
}
