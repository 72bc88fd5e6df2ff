import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { contentHash, validateSize } from '../../data/data-rules';
import { generatedName, versionedName } from '../../data/object-names';
import { apiVersionOf, SEALED_SECRET } from '../../facts/api-kinds';
import { sealedSecretFaults } from '../../facts/sealed-secrets';
import { refuse } from '../../stores/refuse';
import { claimSecretName } from '../../stores/secret-claims';
import { refuseTemplateCredentials } from '../../stores/template-credentials';
import { SealedSecretOptions, SealedSecretScope } from '../sealed-secret-options';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';
import { sealedBytes } from './sealed-ciphertext';
import { quoted } from '../../redaction/quoted';

const API_VERSION = apiVersionOf(SEALED_SECRET);
const KIND = SEALED_SECRET.kind;
const NAMESPACE_WIDE_ANNOTATION = 'sealedsecrets.bitnami.com/namespace-wide';
const CLUSTER_WIDE_ANNOTATION = 'sealedsecrets.bitnami.com/cluster-wide';

/** A Secret that the Sealed Secrets controller opens in the cluster. */
export class SealedSecretBinding implements SecretBinding {
  readonly #options: SealedSecretOptions;

  public constructor(options: SealedSecretOptions) {
    this.#options = {
      ...options,
      encryptedData: { ...options.encryptedData },
      templateData: { ...options.templateData },
    };
  }

  public get keys(): string[] {
    return [...Object.keys(this.#options.encryptedData), ...Object.keys(this.#options.templateData!)];
  }

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath, type, metadata } = request;
    const options = this.#options;
    const annotations = scopeAnnotations(options);
    refuseScopeAnnotations(constructPath, metadata?.annotations);
    refuseScopeAnnotations(constructPath, options.templateAnnotations);

    const encryptedData: { [key: string]: string } = {};
    const sizes = new Map<string, number>();
    for (const [key, text] of Object.entries(options.encryptedData)) {
      const { bytes, size } = sealedBytes(constructPath, key, text);
      encryptedData[key] = bytes.toString('base64');
      sizes.set(key, size);
    }
    const { templateLabels, templateAnnotations } = options;
    const metadataOfSecret = { labels: templateLabels, annotations: templateAnnotations };
    refuse(constructPath, sealedSecretFaults({ encryptedData, template: { metadata: metadataOfSecret } }));
    validateSize(constructPath, 'Secret', sizes);

    const namespace = namespaceOfSealed(request, options);
    const { name, immutable } = secretNameOf(request, options, encryptedData);
    const templateData = options.templateData!;
    const spec = {
      encryptedData,
      template: {
        // kubeseal repeats the scope here, so that the Secret tells how to seal it again.
        metadata: templateMetadata({ ...options.templateAnnotations, ...annotations }, { ...options.templateLabels }),
        type: type.name,
        immutable: immutable ? true : undefined,
        data: Object.keys(templateData).length > 0 ? templateData : undefined,
      },
    };
    refuseTemplateCredentials(constructPath, SEALED_SECRET, { spec });
    const emit = (secret: Construct) => {
      claimSecretName(secret);
      new ApiObject(secret, 'Resource', {
        apiVersion: API_VERSION,
        kind: KIND,
        // The controller reads the scope, and the name and namespace of the Secret, from here.
        metadata: { ...metadata, name, namespace, annotations: { ...metadata?.annotations, ...annotations } },
        spec,
      });
    };
    return { name, namespace, immutable, emit };
  }
}

function scopeOf(options: SealedSecretOptions): SealedSecretScope {
  return options.scope ?? SealedSecretScope.STRICT;
}

function scopeAnnotations(options: SealedSecretOptions): { [name: string]: string } {
  switch (scopeOf(options)) {
    case SealedSecretScope.CLUSTER_WIDE: return { [CLUSTER_WIDE_ANNOTATION]: 'true' };
    case SealedSecretScope.NAMESPACE_WIDE: return { [NAMESPACE_WIDE_ANNOTATION]: 'true' };
    case SealedSecretScope.STRICT: return {};
  }
}

function refuseScopeAnnotations(constructPath: string, annotations: { readonly [name: string]: string } = {}): void {
  for (const name of [NAMESPACE_WIDE_ANNOTATION, CLUSTER_WIDE_ANNOTATION]) {
    if (name in annotations) {
      throw new Error(
        `${constructPath}: annotation ${name} decides how the values are opened; say it with \`scope\` of `
          + '`SecretSource.sealedSecret`',
      );
    }
  }
}

function templateMetadata(annotations: { [name: string]: string }, labels: { [name: string]: string }) {
  const given = {
    ...Object.keys(annotations).length > 0 && { annotations },
    ...Object.keys(labels).length > 0 && { labels },
  };
  return Object.keys(given).length > 0 ? given : undefined;
}

function namespaceOfSealed(request: SecretRequest, options: SealedSecretOptions): string | undefined {
  const { constructPath } = request;
  const sealedFor = options.namespaceName;
  if (scopeOf(options) === SealedSecretScope.CLUSTER_WIDE) {
    if (sealedFor !== undefined) {
      throw new Error(
        `${constructPath}: values of cluster-wide scope were not sealed for a namespace; leave out `
          + '`namespaceName` of the source, and set `metadata.namespace`',
      );
    }
    return request.namespace;
  }
  if (sealedFor !== undefined && request.namespace !== undefined && sealedFor !== request.namespace) {
    throw new Error(
      `${constructPath}: the values were sealed for namespace ${quoted(sealedFor)}, and this Secret lands in ` +
        `${quoted(request.namespace)}, ` +
      'where the controller cannot open them; seal them again for it',
    );
  }
  const namespace = request.namespace ?? sealedFor;
  if (namespace === undefined) {
    throw new Error(
      `${constructPath}: values of ${scopeOf(options)} scope open in the namespace that they were sealed for only; `
        + 'give it to the chart, to `metadata` or to the source',
    );
  }
  return namespace;
}

function secretNameOf(
  request: SecretRequest, options: SealedSecretOptions, encryptedData: { [key: string]: string },
): { name: string; immutable: boolean } {
  const { constructPath, type, metadata, place } = request;
  const immutable = request.immutable ?? false;
  const sealedFor = options.name;
  if (scopeOf(options) === SealedSecretScope.STRICT) {
    if (sealedFor === undefined) {
      throw new Error(
        `${constructPath}: values of strict scope open under the name that they were sealed for only; give it as `
          + '`name` of the source',
      );
    }
    if (metadata?.name !== undefined && metadata.name !== sealedFor) {
      throw new Error(
        `${constructPath}: the values were sealed for the name ${quoted(sealedFor)}, and \`metadata.name\` is ` +
          `${quoted(metadata.name)}, ` +
        'under which the controller cannot open them; leave it out, or seal them again for it',
      );
    }
    return { name: sealedFor, immutable };
  }
  if (sealedFor !== undefined) {
    throw new Error(
      `${constructPath}: values of ${scopeOf(options)} scope were not sealed for a name; leave out \`name\` of the `
        + 'source, and set `metadata.name`',
    );
  }
  const stem = metadata?.name ?? generatedName(place, API_VERSION, KIND);
  if (!immutable) {
    return { name: stem, immutable };
  }
  return {
    name: versionedName(
      constructPath,
      stem,
      contentHash({ encryptedData, templateData: options.templateData! }, type.name),
    ),
    immutable,
  };
}
