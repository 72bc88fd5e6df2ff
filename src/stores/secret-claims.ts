import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { groupKind, SECRET } from '../facts/api-kinds';
import { clash, PRODUCER_KINDS, productionsOf, SecretWriter } from '../manifest/producers';
import { resourcesOf } from '../manifest/resource';
import { named } from '../redaction/quoted';
import { OnceASynth } from '../synth/once-a-synth';

/** A construct or object that makes a Secret, or has a controller write it. */
interface Claim extends SecretWriter {
  /** What is told of in an error. */
  readonly construct: IConstruct;
}

/** The constructs of this library that have a controller write a Secret, by the root of their tree. */
const claimants = new WeakMap<IConstruct, Set<IConstruct>>();

const conflicts = new OnceASynth(findConflicts);

const WRITERS: ReadonlySet<string> = new Set([SECRET, ...PRODUCER_KINDS].map(groupKind));

/**
 * Registers a construct that has a controller write a Secret, by the object that is its child. Two writers of one
 * Secret undo each other's work: synthesis fails when anything else in the app is or writes that Secret. The audit
 * reports the same as `external-secret-owner-conflict`.
 *
 * @param claimant the construct, named in the error
 */
export function claimSecretName(claimant: IConstruct): void {
  const { root } = claimant.node;
  const known = claimants.get(root) ?? new Set();
  if (!claimants.has(root)) {
    claimants.set(root, known);
    conflicts.watch(root);
    root.node.addValidation({ validate: () => conflicts.of(root) });
  }
  known.add(claimant);
}

function findConflicts(root: IConstruct): string[] {
  const known = claimants.get(root)!;
  const claims = new Map<string, Claim[]>();
  for (const construct of root.node.findAll()) {
    if (ApiObject.isApiObject(construct) && WRITERS.has(groupKind(groupAndKind(construct)))) {
      for (const [key, claim] of claimsOf(construct, known)) {
        claims.set(key, [...claims.get(key) ?? [], claim]);
      }
    }
  }
  return [...claims].flatMap(([key, all]) => {
    const ours = all.filter(({ construct }) => known.has(construct));
    const rivals = all.filter((claim) => all.some((other) => other !== claim && clash(claim, other)));
    if (ours.length === 0 || rivals.length === 0) {
      return [];
    }
    const [namespace, name] = key.split('/');
    const place = namespace === '' ? '' : ` in namespace ${named(namespace)}`;
    const paths = rivals.map(({ construct }) => construct)
      .sort((one, other) => Number(known.has(other)) - Number(known.has(one)))
      .map((construct) => construct.node.path);
    return [`Secret ${named(name)}${place} is written by ${paths.join(' and by ')}; ` +
      'each would undo the work of the other: give one of them another name'];
  });
}

/** The core group is empty in manifests, and has a name in cdk8s. */
function groupAndKind({ apiGroup, kind }: ApiObject): { group: string; kind: string } {
  return { group: apiGroup === 'core' ? '' : apiGroup, kind };
}

/** The Secrets that an object is, or that a controller writes for it, by namespace and name. */
function* claimsOf(object: ApiObject, known: ReadonlySet<IConstruct>): Iterable<[key: string, claim: Claim]> {
  const scope = object.node.scope!;
  const construct = known.has(scope) ? scope : object;
  for (const resource of resourcesOf([object.toJson()])) {
    if (groupKind(resource) === groupKind(SECRET)) {
      yield [`${resource.namespace}/${resource.name}`, { construct, declares: true, owner: false, overwrites: false }];
    }
    for (const { kind, namespace, name, owner, overwrites } of productionsOf(resource)) {
      if (kind === 'Secret') {
        yield [`${namespace}/${name}`, { construct, declares: false, owner, overwrites }];
      }
    }
  }
}
