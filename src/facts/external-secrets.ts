import { keyFault } from './data-limits';
import { below, DocumentFault, FieldPath } from './document-fault';
import { isNameFilledInLater } from './filled-in-later';
import { secretMetadataFaults } from './object-labels';
import { nameFault } from './object-names';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';
import { ACCOUNT_ANNOTATION, ACCOUNT_TOKEN_TYPE, BOOTSTRAP_TOKEN_TYPE } from './secret-types';

/** What the keys of a Secret of External Secrets are made of. */
export interface TemplatedKeys {
  /** Keys that are taken out of the store; undefined where the store decides on them. */
  readonly selected: readonly string[] | undefined;

  /** Keys with a template. */
  readonly templated: readonly string[];

  /** Whether templates stand elsewhere too, in a ConfigMap or a Secret. */
  readonly others: boolean;

  /** Whether `mergePolicy` is `Merge`. */
  readonly merges: boolean;
}

/**
 * Keys of the Secret that External Secrets writes, undefined where the manifest does not tell. Templates replace all
 * that is taken out of the store, unless they are merged with it.
 *
 * @see
 * https://github.com/external-secrets/external-secrets/blob/v2.9.0/pkg/controllers/externalsecret/externalsecret_controller_template.go
 */
export function templatedKeys({ selected, templated, others, merges }: TemplatedKeys): string[] | undefined {
  if (others) {
    return undefined;
  }
  const taken = merges || templated.length === 0;
  if (taken && selected === undefined) {
    return undefined;
  }
  return [...new Set([...taken ? selected! : [], ...templated])];
}

/** How External Secrets treats the Secret of an ExternalSecret. */
export interface TargetWrites {
  /** Whether it makes the Secret where there is none; else it waits until somebody else has made it. */
  readonly creates: boolean;

  /** Whether it writes all of its content; else it adds keys to what is there. */
  readonly whole: boolean;
}

const WRITES: ReadonlyMap<string, TargetWrites> = new Map([
  ['Owner', { creates: true, whole: true }],
  // It has no owner reference, and is written whole all the same.
  ['Orphan', { creates: true, whole: true }],
  ['Merge', { creates: false, whole: false }],
  ['CreateOrMerge', { creates: true, whole: false }],
]);

/**
 * What External Secrets writes, by the `creationPolicy` of `target`. Undefined where it writes nothing.
 *
 * @see https://external-secrets.io/latest/guides/ownership-deletion-policy/
 */
export function targetWrites(target: PlainFields): TargetWrites | undefined {
  return WRITES.get(plainText(target.creationPolicy) || 'Owner');
}

/** Types of Secrets that External Secrets does not write, since they open a cluster or an account. */
export const PRIVILEGED_TYPES: readonly string[] = [BOOTSTRAP_TOKEN_TYPE, ACCOUNT_TOKEN_TYPE];

/**
 * Whether External Secrets writes to a Secret after it has made it. A policy that is not set is Periodic, and an
 * interval of 0 is never.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function refreshes(spec: PlainFields): boolean {
  const { refreshPolicy: policy, refreshInterval: interval } = spec;
  return policy === 'OnChange' || (policy !== 'CreatedOnce' && !isNever(interval));
}

/** Whether a refresh interval is 0, in any unit. */
export function isNever(interval: unknown): boolean {
  return interval === 0 || (typeof interval === 'string' && /^(?:0(?:\.0+)?(?:ns|us|µs|ms|s|m|h)?)+$/.test(interval));
}

/**
 * What External Secrets or the API server has against the spec of an ExternalSecret.
 *
 * @see
 * https://github.com/external-secrets/external-secrets/blob/v2.9.0/apis/externalsecrets/v1/externalsecret_validator.go
 */
export function* externalSecretFaults(spec: PlainFields): Generator<DocumentFault> {
  const target = plainFields(spec.target);
  const data = plainList(spec.data).map(plainFields);
  const dataFrom = plainList(spec.dataFrom).map(plainFields);
  if (data.length === 0 && dataFrom.length === 0) {
    yield { at: ['data'], text: 'templates alone have no value to use; name what they use in `data`' };
  }
  const creation = plainText(target.creationPolicy);
  const deletion = plainText(target.deletionPolicy);
  if (deletion === 'Delete' && ['Merge', 'CreateOrMerge', 'None'].includes(creation)) {
    const text = 'deletionPolicy Delete would delete a Secret that External Secrets does not own; use it with ' +
      'creationPolicy Owner only';
    yield { at: ['target', 'deletionPolicy'], text };
  }
  if (deletion === 'Merge' && creation === 'None') {
    yield { at: ['target', 'deletionPolicy'], text: 'deletionPolicy Merge has no Secret to merge with' };
  }
  const metadata = plainFields(plainFields(target.template).metadata);
  yield* secretMetadataFaults(metadata).map((each) => below(['target', 'template', 'metadata'], each));
  yield* storeFaults([
    [spec.secretStoreRef, ['secretStoreRef']],
    ...data.map(({ sourceRef }, index): PlacedStore =>
      [plainFields(sourceRef).storeRef, ['data', index, 'sourceRef', 'storeRef']]),
    ...dataFrom.map(({ sourceRef }, index): PlacedStore =>
      [plainFields(sourceRef).storeRef, ['dataFrom', index, 'sourceRef', 'storeRef']]),
  ]);
  yield* templateFaults(plainFields(target.template));
  yield* dataFaults(data);
  yield* sourceFaults(dataFrom);
  yield* windowFaults(plainFields(spec.syncWindows), spec.syncWindows !== undefined);
}

/** A reference to a store, and where it is. */
type PlacedStore = readonly [reference: unknown, at: FieldPath];

function* storeFaults(stores: readonly PlacedStore[]): Generator<DocumentFault> {
  for (const [reference, at] of stores) {
    const name = plainText(plainFields(reference).name);
    const fault = name === '' || isNameFilledInLater(name) ? undefined : nameFault(name);
    if (fault !== undefined) {
      yield { at: [...at, 'name'], text: `the name %q of a store ${fault}`, given: [name] };
    }
  }
}

function* templateFaults(template: PlainFields): Generator<DocumentFault> {
  const type = plainText(template.type);
  const annotations = plainFields(plainFields(template.metadata).annotations);
  const isRefused = type === PRIVILEGED_TYPES[0] || (type === PRIVILEGED_TYPES[1]
    && (annotations[ACCOUNT_ANNOTATION] !== undefined || plainList(template.templateFrom).length === 0));
  if (isRefused) {
    const text = 'External Secrets writes no Secret of type %s';
    yield { at: ['target', 'template', 'type'], text, given: [type] };
  }
}

function* dataFaults(data: readonly PlainFields[]): Generator<DocumentFault> {
  const seen = new Set<string>();
  for (const [index, item] of data.entries()) {
    const key = plainText(item.secretKey);
    const at = ['data', index, 'secretKey'];
    const fault = keyFault(key);
    if (fault !== undefined) {
      yield { at, text: `%q is not a valid key: ${fault}`, given: [key] };
    } else if (seen.has(key)) {
      yield { at, text: 'key %q is given twice; leave one of them out', given: [key] };
    }
    seen.add(key);
    yield* pathFaults(item.remoteRef, ['data', index, 'remoteRef']);
  }
}

function* sourceFaults(dataFrom: readonly PlainFields[]): Generator<DocumentFault> {
  for (const [index, { extract, find, sourceRef }] of dataFrom.entries()) {
    const at = ['dataFrom', index];
    const generator = plainFields(sourceRef).generatorRef;
    const given = [extract, find, generator].filter((each) => each !== undefined);
    if (given.length > 1) {
      yield { at, text: 'extract, find and generatorRef exclude each other; give one of them' };
    }
    if (given.length === 0 && sourceRef === undefined) {
      yield { at, text: 'neither extract, find nor sourceRef says what to read' };
    }
    if (extract !== undefined) {
      yield* pathFaults(extract, [...at, 'extract']);
    }
  }
}

function* pathFaults(reference: unknown, at: FieldPath): Generator<DocumentFault> {
  // A few systems read without a path, and want an empty one.
  if (typeof plainFields(reference).key !== 'string') {
    yield { at: [...at, 'key'], text: 'the path of a secret in the external system is missing' };
  }
}

/** Five fields, or a word for a schedule. */
const CRON = /^(@(annually|yearly|monthly|weekly|daily|midnight|hourly)|@every [^\s]+.*|[^\s]+( [^\s]+){4})$/;

function* windowFaults(syncWindows: PlainFields, isGiven: boolean): Generator<DocumentFault> {
  const windows = plainList(syncWindows.windows).map(plainFields);
  if (isGiven && windows.length === 0) {
    yield { at: ['syncWindows'], text: 'syncWindows has no window; leave it out' };
  }
  for (const [index, { schedule }] of windows.entries()) {
    if (!CRON.test(plainText(schedule))) {
      yield {
        at: ['syncWindows', 'windows', index, 'schedule'],
        text: "schedule %q is not a cron expression of five fields, such as '0 2 * * 6'",
        given: [schedule],
      };
    }
  }
}

/**
 * What has no effect in the spec of an ExternalSecret, or another one than it says.
 *
 * @see https://external-secrets.io/latest/guides/ownership-deletion-policy/
 */
export function* externalSecretIdle(spec: PlainFields): Generator<DocumentFault> {
  const { refreshPolicy, refreshInterval, syncWindows } = spec;
  const target = plainFields(spec.target);
  const creation = plainText(target.creationPolicy);
  if (target.deletionPolicy === 'Delete' && creation === 'Orphan') {
    const text = 'deletionPolicy Delete would delete a Secret that External Secrets does not own; use it with ' +
      'creationPolicy Owner only';
    yield { at: ['target', 'deletionPolicy'], text };
  }
  const policy = plainText(refreshPolicy);
  // The operator fills in an interval, which says nothing of what was written.
  if (policy !== '' && policy !== 'Periodic' && syncWindows !== undefined) {
    const text = 'refreshInterval and syncWindows have no effect with refreshPolicy %s; leave them out';
    yield { at: ['syncWindows'], text, given: [policy] };
  }
  if (policy === 'Periodic' && isNever(refreshInterval)) {
    const text = 'a refreshInterval of 0 means never; set refreshPolicy to CreatedOnce';
    yield { at: ['refreshInterval'], text };
  }
  if (target.immutable === true && (creation === 'Merge' || creation === 'CreateOrMerge')) {
    const text = 'creationPolicy %s adds keys to a Secret of somebody else, which an immutable one does not take';
    yield { at: ['target', 'immutable'], text, given: [creation] };
  }
  for (const [index, { duration }] of plainList(plainFields(syncWindows).windows).map(plainFields).entries()) {
    if (isNever(duration)) {
      const text = 'a sync window lasts 0 seconds; give it a duration';
      yield { at: ['syncWindows', 'windows', index, 'duration'], text };
    }
  }
}

/**
 * What External Secrets has against the spec of a PushSecret, or what one value would do to another.
 *
 * @see https://external-secrets.io/latest/api/pushsecret/
 */
export function* pushSecretFaults(spec: PlainFields): Generator<DocumentFault> {
  const data = plainList(spec.data).map(plainFields);
  const nothing = 'nothing is pushed: name at least one store and one value';
  const stores = plainList(spec.secretStoreRefs).map(plainFields);
  if (stores.length === 0) {
    yield { at: ['secretStoreRefs'], text: nothing };
  }
  yield* storeFaults(stores.map((store, index) => [store, ['secretStoreRefs', index]]));
  for (const [index, { name, labelSelector }] of stores.entries()) {
    if (plainText(name) === '' && labelSelector === undefined) {
      yield { at: ['secretStoreRefs', index], text: 'a store has neither a name nor labels that select it' };
    }
  }
  const { secret, generatorRef } = plainFields(spec.selector);
  const { name: secretName, selector } = plainFields(secret);
  if (plainText(secretName) === '' && selector === undefined && generatorRef === undefined) {
    yield { at: ['selector'], text: 'neither a Secret nor a generator is named, so that there is nothing to push' };
  }
  if (data.length === 0 && plainList(spec.dataTo).length === 0) {
    yield { at: ['data'], text: nothing };
  }
  const targets = new Set<string>();
  for (const [index, { match }] of data.entries()) {
    const { secretKey, remoteRef } = plainFields(match);
    const { remoteKey, property } = plainFields(remoteRef);
    const fault = plainText(secretKey) === '' ? undefined : keyFault(plainText(secretKey));
    if (fault !== undefined) {
      const text = `%q is not a valid key: ${fault}`;
      yield { at: ['data', index, 'match', 'secretKey'], text, given: [secretKey] };
    }
    const at = ['data', index, 'match', 'remoteRef'];
    if (typeof remoteKey !== 'string') {
      yield { at: [...at, 'remoteKey'], text: 'the path of a secret in the external system is missing' };
    }
    const target = [plainText(remoteKey), plainText(property)];
    const id = JSON.stringify(target);
    if (target[0] !== '' && targets.has(id)) {
      const suffix = target[1] === '' ? '' : ', property %s';
      const text = `two values go to %s${suffix}; the one would overwrite the other`;
      yield { at, text, given: target };
    }
    targets.add(id);
  }
}
