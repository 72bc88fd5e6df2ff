import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { contentHash } from '../../data/data-rules';
import { generatedName, versionedName } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, EXTERNAL_SECRET } from '../../facts/api-kinds';
import { externalSecretRefresh, RefreshTime } from '../../facts/refresh';
import { ExternalSecretGenerator } from '../../stores/external-secrets/external-secret-generator';
import { ExternalSecretOptions } from '../../stores/external-secrets/external-secret-options';
import {
  ExternalSecretTarget,
  externalSecretSpec,
  generatedSecretSpec,
  sharesSecret,
} from '../../stores/external-secrets/external-secret-spec';
import { IExternalSecretStore } from '../../stores/external-secrets/secret-store';
import { claimSecretName } from '../../stores/secret-claims';
import { refuseTemplateCredentials } from '../../stores/template-credentials';
import { GeneratedSecretOptions } from '../generated-secret-options';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';

const API_VERSION = apiVersionOf(EXTERNAL_SECRET);
const KIND = EXTERNAL_SECRET.kind;

/** When the Secret follows the store without a change of the ExternalSecret. */
const AUTOMATIC: readonly RefreshTime[] = ['at-once', 'within', 'lifetime', 'unknown'];

/** A Secret that External Secrets copies from a store. */
export class ExternalSecretBinding implements SecretBinding {
  public constructor(private readonly store: IExternalSecretStore, private readonly options: ExternalSecretOptions) {}

  public bind(request: SecretRequest): BoundSecret {
    const target = targetOf(request);
    const spec = externalSecretSpec(target, this.store, this.options);
    refuseTemplateCredentials(request.constructPath, EXTERNAL_SECRET, { spec });
    const name = secretNameOf(request, target, spec);
    const emit = (secret: Construct) => {
      if (!sharesSecret(this.options.creationPolicy)) {
        claimSecretName(secret);
      }
      emitExternalSecret(secret, request, name, spec);
    };
    return {
      name,
      namespace: request.namespace,
      immutable: target.immutable,
      rotatedBy: AUTOMATIC.includes(externalSecretRefresh(spec).when) ? 'External Secrets' : undefined,
      emit,
    };
  }
}

/** A Secret that External Secrets fills with values that it generates. */
export class GeneratedSecretBinding implements SecretBinding {
  private readonly generator: ExternalSecretGenerator;

  public constructor(private readonly options: GeneratedSecretOptions) {
    this.generator = options.generator ?? ExternalSecretGenerator.password();
  }

  /** With templates, the keys of the generator are only what they use. */
  public get keys(): readonly string[] | undefined {
    return this.options.templateData === undefined ? this.generator._keys : undefined;
  }

  public bind(request: SecretRequest): BoundSecret {
    const { place, namespace } = request;
    const target = { ...targetOf(request), immutable: request.immutable ?? true };
    const generated = request.keys.filter((key) => !(key in (this.options.templateData ?? {})));
    // No content hash, although the Secret is immutable: other settings, of the user or of a later version of this
    // library, would come with another value.
    const name = request.metadata?.name ?? generatedName(place, API_VERSION, KIND);
    const spec = generatedSecretSpec(target, this.generator, name, this.options);
    const generatorSpec = this.generator._spec(generated);
    refuseTemplateCredentials(request.constructPath, EXTERNAL_SECRET, { spec });
    refuseCredentialsInStore(request.constructPath, generatorSpec);
    const emit = (secret: Construct) => {
      claimSecretName(secret);
      new ApiObject(secret, 'Generator', {
        apiVersion: apiVersionOf(this.generator._kind),
        kind: this.generator._kind.kind,
        // A wave or hook of Argo CD holds for both: the ExternalSecret needs the generator.
        metadata: { ...request.metadata, name, namespace },
        spec: generatorSpec,
      });
      emitExternalSecret(secret, request, name, spec);
    };
    return { name, namespace, immutable: target.immutable, emit };
  }
}

function targetOf({ constructPath, keys, type, immutable, namespace }: SecretRequest): ExternalSecretTarget {
  return { constructPath, keys, type: type.name, immutable: immutable ?? false, namespace };
}

/** An immutable Secret takes no other content under its name, so that another spec has to have another one. */
function secretNameOf(
  { constructPath, place, metadata }: SecretRequest,
  target: ExternalSecretTarget,
  spec: object,
): string {
  const stem = metadata?.name ?? generatedName(place, API_VERSION, KIND);
  return target.immutable
    ? versionedName(constructPath, stem, contentHash({ spec: { json: JSON.stringify(spec) } }, target.type))
    : stem;
}

function emitExternalSecret(secret: Construct, { metadata, namespace }: SecretRequest, name: string, spec: any): void {
  new ApiObject(secret, 'Resource', {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { ...metadata, name, namespace },
    spec: { ...spec, target: { name, ...spec.target } },
  });
}
