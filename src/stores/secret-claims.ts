import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { OnceASynth } from './once-a-synth';
import { named as shown } from '../redaction/quoted';

/** A Secret that a controller will write. */
export interface SecretClaim {
  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret, where it is known. */
  readonly namespace?: string;
}

/** Constructs that have a controller write a Secret, by the Secret's namespace and name. */
type Claimants = Map<string, IConstruct[]>;

const claimantsByRoot = new WeakMap<IConstruct, Claimants>();
const conflicts = new OnceASynth(findConflicts);

/**
 * Says that a controller will write this Secret. Two writers of one Secret undo each other's work, and a controller that
 * owns its target wipes what someone else wrote: synthesis fails when anything else in the app is or writes that Secret.
 *
 * @param claimant the construct that emits the controller's instructions, named in the error
 * @param claim the Secret
 */
export function claimSecretName(claimant: IConstruct, claim: SecretClaim): void {
  const root = claimant.node.root;
  let claimants = claimantsByRoot.get(root);
  if (!claimants) {
    claimants = new Map();
    claimantsByRoot.set(root, claimants);
    root.node.addValidation({ validate: () => conflicts.of(root) });
  }
  const key = keyOf(claim);
  claimants.set(key, [...claimants.get(key) ?? [], claimant]);
  conflicts.forget(root);
}

function keyOf(claim: SecretClaim): string {
  return `${claim.namespace ?? ''}/${claim.name}`;
}

function findConflicts(root: IConstruct): string[] {
  const writers = new Map([...claimantsByRoot.get(root)!].map(([key, claimants]) => [key, [...claimants]]));
  for (const construct of root.node.findAll()) {
    if (ApiObject.isApiObject(construct)) {
      for (const name of secretsWrittenFor(construct)) {
        const known = writers.get(keyOf({ name, namespace: construct.metadata.namespace }));
        // The object of a claimant is no other writer.
        if (known && !known.includes(construct.node.scope!)) known.push(construct);
      }
    }
  }
  return [...writers].filter(([, all]) => all.length > 1).map(([key, all]) => {
    const [namespace, name] = key.split('/');
    const place = namespace === '' ? '' : ` in namespace ${shown(namespace)}`;
    return `Secret ${shown(name)}${place} is written by ${all.map((writer) => writer.node.path).join(' and by ')}; ` +
      'each would undo the work of the other: give one of them another name';
  });
}

/** Names of the Secrets that an object is, or that a controller writes for it, whoever made the object. */
function secretsWrittenFor(object: ApiObject): string[] {
  switch (`${object.apiGroup}/${object.kind}`) {
    case 'core/Secret':
    case 'bitnami.com/SealedSecret':
      return [object.name];
    case 'external-secrets.io/ExternalSecret': {
      const target = object.toJson().spec?.target;
      return ADDS_TO_SECRET.includes(target?.creationPolicy) ? [] : [target?.name ?? object.name];
    }
    case 'cert-manager.io/Certificate':
      return named(object.toJson().spec?.secretName);
    case 'secrets-store.csi.x-k8s.io/SecretProviderClass':
      return (object.toJson().spec?.secretObjects ?? []).flatMap((secret: any) => named(secret?.secretName));
    case 'secrets.hashicorp.com/VaultStaticSecret':
    case 'secrets.hashicorp.com/VaultDynamicSecret':
    case 'secrets.hashicorp.com/VaultPKISecret':
      return named(object.toJson().spec?.destination?.name);
    default:
      return [];
  }
}

/** Policies under which an ExternalSecret leaves what others wrote. */
const ADDS_TO_SECRET = ['Merge', 'CreateOrMerge', 'None'];

function named(name: unknown): string[] {
  return typeof name === 'string' ? [name] : [];
}
