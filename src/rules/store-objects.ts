import { faultIn } from './fault-in';
import { Violation } from './rule';
import * as kinds from '../facts/api-kinds';
import { DocumentFault } from '../facts/document-fault';
import { mayBeFilledIn } from '../facts/filled-in-later';
import { PlainFields } from '../facts/plain-fields';
import { ClassObjects } from '../facts/secrets-store';
import { injectsAgent } from '../facts/vault-agent-annotations';
import { Graph } from '../manifest/graph';
import { at, fieldsOf } from '../manifest/read';
import { Resource } from '../manifest/resource';
import { storeObjectsOf } from '../manifest/secret-provider-class';

type Faults = Iterable<DocumentFault | undefined>;
type OfSpec = (spec: PlainFields) => Faults;

/** Facts about the objects by which stores are used, each with what it has against one. */
export interface StoreFacts {
  /** SecretStores and ClusterSecretStores. */
  readonly store?: OfSpec;

  /** ExternalSecrets, and what ClusterExternalSecrets make. */
  readonly externalSecret?: OfSpec;
  readonly pushSecret?: OfSpec;
  readonly password?: OfSpec;
  readonly sshKey?: OfSpec;

  /** VaultDynamicSecrets of External Secrets, which are generators. */
  readonly vaultGenerator?: OfSpec;
  readonly connection?: OfSpec;
  readonly login?: OfSpec;
  readonly vaultStatic?: OfSpec;
  readonly vaultDynamic?: OfSpec;

  readonly sealed?: OfSpec;

  /** Certificates of cert-manager. */
  readonly certificate?: OfSpec;

  /** SecretProviderClasses, without their objects. */
  readonly providerClass?: OfSpec;

  /** SecretProviderClasses whose provider is known, with their objects. */
  readonly provider?: (provider: string, given: ClassObjects) => Faults;

  /** Annotations of pods that get a Vault Agent. */
  readonly agent?: (annotations: PlainFields) => Faults;
}

/** Everything that facts have against objects by which stores are used, at its place. */
export function* storeViolations(graph: Graph, facts: StoreFacts): Generator<Violation> {
  for (const [kind, faultsOf, path] of specsOf(facts)) {
    for (const resource of faultsOf === undefined ? [] : graph.ofKind(kind.group, kind.kind)) {
      if (!isOfAlpha(resource)) {
        yield* placed(resource, faultsOf!(fieldsOf(at(resource.object, ...path))), path);
      }
    }
  }
  yield* classViolations(graph, facts);
  yield* agentViolations(graph, facts);
}

/** Stores and ExternalSecrets of v1alpha1 have other fields. A PushSecret has no later version. */
function isOfAlpha({ object, kind }: Resource): boolean {
  return object.apiVersion === 'external-secrets.io/v1alpha1' && kind !== kinds.PUSH_SECRET.kind;
}

function specsOf(facts: StoreFacts): (readonly [kind: kinds.ApiKind, faultsOf: OfSpec | undefined, path: string[]])[] {
  return [
    [kinds.SECRET_STORE, facts.store, ['spec']],
    [kinds.CLUSTER_SECRET_STORE, facts.store, ['spec']],
    [kinds.EXTERNAL_SECRET, facts.externalSecret, ['spec']],
    [kinds.CLUSTER_EXTERNAL_SECRET, facts.externalSecret, ['spec', 'externalSecretSpec']],
    [kinds.PUSH_SECRET, facts.pushSecret, ['spec']],
    [kinds.PASSWORD_GENERATOR, facts.password, ['spec']],
    [kinds.SSH_KEY_GENERATOR, facts.sshKey, ['spec']],
    [kinds.VAULT_DYNAMIC_GENERATOR, facts.vaultGenerator, ['spec']],
    [kinds.VAULT_CONNECTION, facts.connection, ['spec']],
    [kinds.VAULT_AUTH, facts.login, ['spec']],
    [kinds.VAULT_STATIC_SECRET, facts.vaultStatic, ['spec']],
    [kinds.VAULT_DYNAMIC_SECRET, facts.vaultDynamic, ['spec']],
    [kinds.SEALED_SECRET, facts.sealed, ['spec']],
    [kinds.CERTIFICATE, facts.certificate, ['spec']],
    [kinds.SECRET_PROVIDER_CLASS, facts.providerClass, ['spec']],
  ];
}

function* classViolations(graph: Graph, { provider: faultsOf }: StoreFacts): Generator<Violation> {
  const { group, kind } = kinds.SECRET_PROVIDER_CLASS;
  for (const resource of faultsOf === undefined ? [] : graph.ofKind(group, kind)) {
    const found = storeObjectsOf(resource);
    if (found !== undefined) {
      const parameters = fieldsOf(at(resource.object, 'spec', 'parameters'));
      const objects = found.objects.map(({ fields }) => fields);
      yield* placed(resource, faultsOf!(found.provider, { parameters, objects }), ['spec']);
    }
  }
}

function* agentViolations(graph: Graph, { agent: faultsOf }: StoreFacts): Generator<Violation> {
  for (const { resource, metadata, metadataPointer } of faultsOf === undefined ? [] : graph.pods) {
    const annotations = fieldsOf(metadata.annotations);
    if (injectsAgent(annotations)) {
      const template = { ...resource, object: metadata as Resource['object'], pointer: metadataPointer };
      yield* placed(template, faultsOf!(annotations), ['annotations']);
    }
  }
}

/** A fault is left out where a tool fills in what it is about: nothing can be said of it now. */
function* placed(resource: Resource, faults: Faults, path: readonly string[]): Generator<Violation> {
  for (const fault of faults) {
    if (fault !== undefined) {
      const whole = { ...fault, at: [...path, ...fault.at] };
      const there = at(resource.object, ...whole.at.map(String));
      if (![there, ...fault.given ?? []].some((each) => typeof each === 'string' && mayBeFilledIn(each))) {
        yield faultIn(resource, whole);
      }
    }
  }
}
