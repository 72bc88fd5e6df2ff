import { CERTIFICATE, CLUSTER_ISSUER, ISSUER } from './api-kinds';
import { keyFault } from './data-limits';
import { below, DocumentFault, FieldPath } from './document-fault';
import { goSeconds } from './durations';
import { isNameFilledInLater } from './filled-in-later';
import { isIpAddress } from './ip-ranges';
import { secretMetadataFaults } from './object-labels';
import { nameFault } from './object-names';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';

/**
 * What cert-manager writes for a Certificate, and what its webhook refuses.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec
 * @see https://github.com/cert-manager/cert-manager/blob/v1.19.1/internal/apis/certmanager/validation/certificate.go
 */

/** The chain and its key. */
export const CHAIN_KEYS: readonly string[] = ['tls.crt', 'tls.key'];

/** What every Secret of a Certificate may have: the authority only where the issuer gives one, as ACME does not. */
export const CERTIFICATE_KEYS: readonly string[] = [...CHAIN_KEYS, 'ca.crt'];

/** Keys of a keystore: the second with the authority, where there is one. */
const KEYSTORE_KEYS: { readonly [field: string]: readonly string[] } = {
  jks: ['keystore.jks', 'truststore.jks'],
  pkcs12: ['keystore.p12', 'truststore.p12'],
};

const FORMAT_KEYS: { readonly [format: string]: string } = { CombinedPEM: 'tls-combined.pem', DER: 'key.der' };

const HOUR = 3600;
const SHORTEST_LIFE = HOUR;
const SHORTEST_OVERLAP = 300;
const DEFAULT_LIFE = 2160 * HOUR;
const LONGEST_COMMON_NAME = 64;

/** Bits of private keys by algorithm; `RSA` takes what is between. */
const KEY_SIZES: { readonly [algorithm: string]: readonly number[] | undefined } = {
  RSA: [2048, 8192], ECDSA: [256, 384, 521], Ed25519: undefined,
};

const OWN_ANNOTATIONS = 'cert-manager.io/';

/** The one annotation of cert-manager that a user sets. */
const INJECTION = 'cert-manager.io/allow-direct-injection';

const NAMES = ['commonName', 'dnsNames', 'ipAddresses', 'uris', 'emailAddresses', 'otherNames', 'literalSubject'];

/** The keys of the Secret of a Certificate; undefined where something unknown adds some. */
export function certificateKeys(spec: PlainFields): string[] | undefined {
  const stores = Object.entries(plainFields(spec.keystores)).filter(([, store]) => plainFields(store).create === true);
  const formats = plainList(spec.additionalOutputFormats).map((format) => plainText(plainFields(format).type));
  const more = [
    ...stores.map(([field]) => KEYSTORE_KEYS[field]),
    ...formats.map((format) => FORMAT_KEYS[format]),
  ];
  return more.includes(undefined as never) ? undefined : [...CERTIFICATE_KEYS, ...more.flat()];
}

/** What the webhook of cert-manager has against the spec of a Certificate. */
export function* certificateFaults(spec: PlainFields): Generator<DocumentFault> {
  yield* nameFaults(spec);
  yield* timeFaults(spec);
  yield* keyFaults(plainFields(spec.privateKey));
  yield* secretMetadataFaults(plainFields(spec.secretTemplate)).map((each) => below(['secretTemplate'], each));
  for (const name of Object.keys(plainFields(plainFields(spec.secretTemplate).annotations))) {
    if (name.startsWith(OWN_ANNOTATIONS) && name !== INJECTION) {
      const text = 'annotation %q of the Secret belongs to cert-manager, which sets it; leave it out';
      yield { at: ['secretTemplate', 'annotations', name], text, given: [name] };
    }
  }
  for (const [field, given] of Object.entries(plainFields(spec.keystores))) {
    const store = plainFields(given);
    const password = plainFields(store.passwordSecretRef);
    if (store.create === true && plainText(password.name) === '' && plainText(store.password) === '') {
      yield { at: ['keystores', field], text: 'a keystore needs passwordSecretRef, the Secret with its password' };
    }
    const at = ['keystores', field, 'passwordSecretRef'];
    yield* referenceFaults('the name %q of the Secret', plainText(password.name), [...at, 'name'], nameFault);
    yield* referenceFaults('the key %q cannot be one:', plainText(password.key), [...at, 'key'], keyFault);
  }
}

/** What is named here and can never be there. */
function* referenceFaults(
  words: string, name: string, at: FieldPath, faultOf: (name: string) => string | undefined,
): Generator<DocumentFault> {
  const fault = name === '' || isNameFilledInLater(name) ? undefined : faultOf(name);
  if (fault !== undefined) {
    yield { at, text: `${words} ${fault}`, given: [name] };
  }
}

/** Where and how a name is wrong: a URL or a port in the place of a host. */
const FORMS: readonly (readonly [field: string, form: { test(name: string): boolean }, words: string])[] = [
  [
    'dnsNames',
    /^(?=.{1,253}$)(\*\.)?[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?)*\.?$/,
    'a host name, such as shop.example.com or *.example.com',
  ],
  ['ipAddresses', { test: isIpAddress }, 'an IP address'],
  ['uris', /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'a URI with its scheme, such as spiffe://example.com/shop'],
  ['emailAddresses', /^[^\s@<>]+@[^\s@<>]+$/, 'an email address alone'],
];

function* nameFaults(spec: PlainFields): Generator<DocumentFault> {
  const { name: issuer, kind, group } = plainFields(spec.issuerRef);
  if (plainText(issuer) === '') {
    yield { at: ['issuerRef', 'name'], text: 'a Certificate needs the name of its issuer' };
  }
  yield* referenceFaults('the name %q of the issuer', plainText(issuer), ['issuerRef', 'name'], nameFault);
  const isOwn = plainText(group) === '' || group === CERTIFICATE.group;
  if (isOwn && plainText(kind) !== '' && ![ISSUER.kind, CLUSTER_ISSUER.kind].includes(plainText(kind))) {
    yield {
      at: ['issuerRef', 'kind'],
      text: 'kind %w of the issuer is not Issuer or ClusterIssuer; an issuer of another controller needs its `group`',
      given: [kind],
    };
  }
  if (NAMES.every((field) => plainText(spec[field]) === '' && plainList(spec[field]).length === 0)) {
    yield {
      at: [],
      text: 'a Certificate needs a name that it is for: one of commonName, dnsNames, ipAddresses, uris and '
        + 'emailAddresses',
    };
  }
  const common = plainText(spec.commonName);
  if (new TextEncoder().encode(common).length > LONGEST_COMMON_NAME) {
    yield {
      at: ['commonName'],
      text: `commonName is longer than ${LONGEST_COMMON_NAME} bytes; put the name into dnsNames, which is what clients `
        + 'check',
    };
  }
  for (const [field, form, words] of FORMS) {
    for (const [index, name] of plainList(spec[field]).entries()) {
      if (typeof name === 'string' && !form.test(name)) {
        yield { at: [field, index], text: `%q in ${field} is not ${words}`, given: [name] };
      }
    }
  }
}

function* timeFaults(spec: PlainFields): Generator<DocumentFault> {
  const life = spec.duration === undefined ? DEFAULT_LIFE : goSeconds(spec.duration);
  const overlap = spec.renewBefore === undefined ? undefined : goSeconds(spec.renewBefore);
  if (life !== undefined && life < SHORTEST_LIFE) {
    yield { at: ['duration'], text: 'duration %q is shorter than 1h, the least', given: [spec.duration] };
  }
  if (overlap !== undefined && overlap < SHORTEST_OVERLAP) {
    yield { at: ['renewBefore'], text: 'renewBefore %q is shorter than 5m, the least', given: [spec.renewBefore] };
  }
  if (spec.renewBefore !== undefined && typeof spec.renewBeforePercentage === 'number') {
    yield { at: ['renewBeforePercentage'], text: 'renewBefore is set as well; only one of the two can be' };
  }
  if (life !== undefined && overlap !== undefined && overlap >= life) {
    yield {
      at: ['renewBefore'],
      text: 'renewBefore %q is not shorter than the duration %q, so the certificate would be renewed without end',
      given: [spec.renewBefore, spec.duration ?? '2160h'],
    };
  }
}

function* keyFaults({ algorithm, size }: PlainFields): Generator<DocumentFault> {
  const name = plainText(algorithm) || 'RSA';
  if (!Object.hasOwn(KEY_SIZES, name)) {
    yield {
      at: ['privateKey', 'algorithm'],
      text: `algorithm %q is not one of ${Object.keys(KEY_SIZES).join(', ')}`,
      given: [algorithm],
    };
    return;
  }
  const sizes = KEY_SIZES[name];
  if (typeof size !== 'number' || size === 0 || sizes === undefined) {
    return;
  }
  const fits = name === 'RSA' ? size >= sizes[0] && size <= sizes[1] : sizes.includes(size);
  if (!fits) {
    const words = name === 'RSA' ? `between ${sizes[0]} and ${sizes[1]}` : `one of ${sizes.join(', ')}`;
    yield { at: ['privateKey', 'size'], text: `a key of ${name} has a size ${words}, not %s`, given: [size] };
  }
}
