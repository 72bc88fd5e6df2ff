import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { generatedName } from '../../data/object-names';
import { apiVersionOf, CERTIFICATE } from '../../facts/api-kinds';
import { certificateFaults, certificateKeys } from '../../facts/cert-manager';
import { goDuration } from '../../facts/durations';
import { listed, named, quoted } from '../../redaction/quoted';
import { refuse } from '../../stores/refuse';
import { claimSecretName } from '../../stores/secret-claims';
import { refuseTemplateCredentials } from '../../stores/template-credentials';
import {
  CertificateKeyAlgorithm, CertificateKeystoreFormat, CertificateKeystoreOptions, CertManagerOptions,
} from '../cert-manager-options';
import { CertificateIssuer } from '../certificate-issuer';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';
import { SecretType } from '../secret-type';

const API_VERSION = apiVersionOf(CERTIFICATE);
const KIND = CERTIFICATE.kind;

/** The keys that need an authority. */
const OF_THE_AUTHORITY = /^(ca\.crt|truststore\..*)$/;

/** A Secret with a certificate, which cert-manager writes and renews. */
export class CertManagerBinding implements SecretBinding {
  public readonly type = SecretType.TLS;
  public readonly keys: readonly string[];

  private readonly spec: { readonly [field: string]: unknown };

  public constructor(private readonly issuer: CertificateIssuer, private readonly options: CertManagerOptions) {
    this.spec = specOf(issuer, options);
    this.keys = certificateKeys(this.spec)!.filter((key) => options.withAuthority || !OF_THE_AUTHORITY.test(key));
  }

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath, place, metadata, namespace } = request;
    if (request.immutable) {
      throw new Error(`${constructPath}: cert-manager writes no immutable Secret; leave \`immutable\` out`);
    }
    if (this.issuer.kind === '' || this.issuer.group === '') {
      throw new Error(`${constructPath}: issuer ${quoted(this.issuer.name)} has no kind or no group; give both`);
    }
    for (const keystore of this.options.keystores ?? []) {
      refuseKeystore(constructPath, keystore, this.options.keystores!, namespace);
    }
    const name = metadata?.name ?? generatedName(place, API_VERSION, KIND);
    const spec = { secretName: name, ...this.spec };
    refuse(constructPath, certificateFaults(spec));
    refuseTemplateCredentials(constructPath, CERTIFICATE, { spec });
    const emit = (secret: Construct) => {
      claimSecretName(secret);
      new ApiObject(secret, 'Resource', {
        apiVersion: API_VERSION, kind: KIND, metadata: { ...metadata, name, namespace }, spec,
      });
    };
    return { name, namespace, immutable: false, rotatedBy: 'cert-manager', emit };
  }
}

function specOf(issuer: CertificateIssuer, options: CertManagerOptions) {
  const [algorithm, size] = (options.keyAlgorithm ?? CertificateKeyAlgorithm.RSA_2048).split(' ');
  const { templateLabels: labels, templateAnnotations: annotations } = options;
  return {
    issuerRef: { name: issuer.name, kind: issuer.kind, group: issuer.group },
    commonName: options.commonName,
    dnsNames: filled(options.dnsNames),
    ipAddresses: filled(options.ipAddresses),
    uris: filled(options.uris),
    emailAddresses: filled(options.emailAddresses),
    duration: options.duration && goDuration(options.duration.toMilliseconds()),
    renewBefore: options.renewBefore && goDuration(options.renewBefore.toMilliseconds()),
    // Before 1.18 the default was to keep the key.
    privateKey: {
      algorithm,
      size: size === undefined ? undefined : Number(size),
      rotationPolicy: options.reuseKey ? 'Never' : 'Always',
    },
    usages: filled(options.usages),
    keystores: keystoresOf(options.keystores ?? []),
    additionalOutputFormats: filled(options.additionalFormats?.map((type) => ({ type }))),
    secretTemplate: labels || annotations
      ? { labels: labels && { ...labels }, annotations: annotations && { ...annotations } }
      : undefined,
  };
}

/** A copy, so that whoever changes the list later changes nothing here. */
function filled<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : [...list];
}

function keystoresOf(keystores: readonly CertificateKeystoreOptions[]): object | undefined {
  return keystores.length === 0 ? undefined : Object.fromEntries(keystores.map((keystore) => [keystore.format, {
    create: true,
    // The other profiles encrypt with RC2 or DES.
    profile: keystore.format === CertificateKeystoreFormat.PKCS12 ? 'Modern2023' : undefined,
    alias: keystore.alias,
    passwordSecretRef: { name: keystore.passwordSecret.name, key: passwordKey(keystore) },
  }]));
}

function passwordKey(keystore: CertificateKeystoreOptions): string {
  return keystore.passwordKey ?? 'password';
}

function refuseKeystore(
  constructPath: string,
  keystore: CertificateKeystoreOptions,
  all: readonly CertificateKeystoreOptions[],
  namespace: string | undefined,
): void {
  const { format, passwordSecret, alias } = keystore;
  if (all.find((other) => other.format === format) !== keystore) {
    throw new Error(`${constructPath}: keystore ${format} is given twice; give each format at most once`);
  }
  if (alias !== undefined && format !== CertificateKeystoreFormat.JKS) {
    throw new Error(`${constructPath}: alias is for a keystore of format jks, and this one is ${format}; leave it out`);
  }
  const { keys, namespaceName } = passwordSecret as { keys?: string[]; namespaceName?: string };
  const key = passwordKey(keystore);
  if (Array.isArray(keys) && !keys.includes(key)) {
    throw new Error(
      `${constructPath}: Secret ${quoted(passwordSecret.name)} has no key ${quoted(key)} for the password of the `
        + `keystore; set \`passwordKey\` to one of ${listed(keys)}`,
    );
  }
  if (namespaceName !== undefined && namespace !== undefined && namespaceName !== namespace) {
    throw new Error(
      `${constructPath}: the password of the keystore is in namespace ${named(namespaceName)}, and cert-manager reads `
        + `it in ${named(namespace)}; give a Secret there`,
    );
  }
}
