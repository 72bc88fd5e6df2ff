import { Authorities } from './authorities';
import { Carrier, Carriers, carriersOf, Start } from './carriers';
import { emergencyOf, outagesOf } from './emergency';
import { endsOf, serversAmong } from './ends';
import { findingsOf } from './findings';
import { RotationIndex } from './lookups';
import { optional, titleOf } from './names';
import { OrderInput, orderOf } from './order';
import { Plan, PlanAction, PlanCopy, PlanReader, PlanStep, PlanTarget } from './plan';
import { restartsOf } from './restarts';
import { FoundSource, sourceAtPlace, sourcesOf } from './sources';
import { unknownsOf } from './unknowns';
import { FoundUse, usesOf } from './users';
import { credentialShapeOf } from '../facts/credential-shapes';
import { OPAQUE_TYPE, TLS_TYPE } from '../facts/secret-types';
import { locationInWords, mayBeSamePlace, StoreLocation } from '../facts/store-locations';
import { at, textAt, textOf } from '../manifest/read';

/** What a plan is made for. */
export type FoundTarget = PlanTarget & { readonly locations?: readonly StoreLocation[] };

/** Makes plans of the rotations of one graph. */
export class Planner {
  private readonly authorities: Authorities;

  public constructor(private readonly index: RotationIndex) {
    this.authorities = new Authorities(index);
  }

  /**
   * The plan of one rotation.
   *
   * @param found what is rotated
   * @param unknown what is not known of the input, as sentences
   */
  public planOf(found: FoundTarget, unknown: readonly string[] = []): Plan {
    const { locations, ...target } = found;
    const carriers = carriersOf(this.index, startOf(target, locations));
    const own = carriers.objects.find((carrier) => isTarget(carrier, target));
    const uses = withoutCopies([...usesOf(this.index, carriers), ...this.trustIn(carriers)]);
    const sources = this.sourcesFor(own, carriers);
    const servers = serversAmong(this.index.graph, uses);
    const ends = endsOf(servers, uses, target.key !== undefined);
    const restarts = restartsOf(this.index, uses);
    const resources = own?.targets.flatMap(({ resource }) => resource ?? []) ?? [];
    const input: OrderInput = {
      target,
      sources,
      carriers,
      restarts,
      servers,
      ...(ends === undefined ? {} : { ends }),
      shape: shapeOf(target, own, uses),
      previousKeys: previousKeysOf(target, own),
      isImmutable: resources.some(({ object }) => object.immutable === true),
      hasLastApplied: resources.some(({ object }) =>
        textAt(object.metadata.annotations, 'kubectl.kubernetes.io/last-applied-configuration') !== ''),
      uses,
    };
    const readers = carriers.objects.flatMap((carrier) => this.readersOf(carrier));
    return {
      target,
      sources: sources.map(({ resource, location, ...source }) => source),
      copies: copiesOf(carriers, target),
      uses: uses.map(({ use }) => use),
      readers,
      ...(ends === undefined ? {} : { ends }),
      restarts,
      findings: findingsOf(input, uses),
      unknowns: [...unknownsOf(this.index, input, uses), ...unknown],
      isComplete: locations !== undefined || (own?.targets.length ?? 0) > 0,
      steps: orderOf(input).map(withoutRepeats),
      emergency: emergencyOf(input, uses, readers).map(withoutRepeats),
      outages: target.kind === 'ConfigMap' ? [] : outagesOf(uses),
    };
  }

  private trustIn({ objects }: Carriers): FoundUse[] {
    return objects
      .filter(({ kind }) => kind === 'Secret')
      .flatMap((carrier) => {
        const makers = carrier.targets.flatMap(({ production }) => production?.by ?? []);
        const certificates = makers.filter(({ kind }) => kind === 'Certificate').map(({ name }) => name);
        const isCertificate =
          certificates.length > 0 || (carrier.keys ?? ['tls.crt']).some((key) => /\.crt$/.test(key));
        if (!isCertificate || !carrier.targets.some(hasCertificate)) {
          return [];
        }
        const ofPods = usesOf(this.index, { objects: [carrier], places: [], direct: [] }).filter(
          ({ use }) => use.how === 'file' || use.how === 'sub-path',
        );
        return this.authorities.usesOf(titleOf(carrier), carrier, ofPods, certificates).map((use) => ({ use }));
      });
  }

  private sourcesFor(own: Carrier | undefined, carriers: Carriers): FoundSource[] {
    const begun = carriers.places.filter(({ via }) => via === undefined).map(({ location }) => location);
    if (own === undefined) {
      return begun.map((location) => sourceAtPlace(location));
    }
    // A value that is pushed to its place from the cluster is changed where it is pushed from.
    const pushed = carriers.places.filter(({ via }) => via !== undefined).map(({ location }) => location);
    const beginning = carriers.objects.filter((carrier) => carrier !== own && carrier.via === undefined);
    const isPushed = ({ location }: FoundSource) =>
      location !== undefined && pushed.some((place) => mayBeSamePlace(place, location));
    const found = sourcesOf(this.index, own);
    return beginning.length === 0
      ? found
      : [
        ...found.filter((source) => !isPushed(source)),
        ...beginning.flatMap((carrier) => sourcesOf(this.index, carrier)),
      ];
  }

  private readersOf({ kind, namespace, name }: Carrier): PlanReader[] {
    if (kind !== 'Secret') {
      return [];
    }
    const readers = new Map<string, PlanReader>();
    for (const { subject, binding, role, rules } of this.index.graph.access.readersOf(namespace, name)) {
      const who = titleOf({
        kind: subject.kind,
        name: subject.name,
        namespace: subject.kind === 'ServiceAccount' ? subject.namespace : '',
      });
      const verbs = new Set(rules.flatMap((rule) => rule.verbs));
      const by =
        `${titleOf({ kind: binding.kind, name: binding.name, namespace: binding.namespace })}, ${role.kind} `
          + `${role.name}: ` +
        `${[...verbs].join(', ')}`;
      readers.set(`${who} ${by}`, { who, by });
    }
    return [...readers.values()];
  }
}

/**
 * Uses that copies of one object have, once. What a ClusterExternalSecret makes is of any namespace: a use of it is
 * that of an object of a namespace that has the same user.
 */
function withoutCopies(uses: readonly FoundUse[]): FoundUse[] {
  const open = new Map(uses.filter(({ use: { of } }) => !of.includes('/')).map((each) => [idOf(each), each]));
  const known = new Set<string>();
  const found = new Map<string, FoundUse>();
  for (const each of uses.filter(({ use: { of } }) => of.includes('/'))) {
    const id = idOf(each);
    const use = { ...open.get(id)?.use, ...each.use };
    known.add(id);
    found.set(JSON.stringify(use), { ...each, use });
  }
  const all = [...found.values(), ...[...open].filter(([id]) => !known.has(id)).map(([, each]) => each)];
  const certain = new Set(all.filter(({ use }) => use.certain).map(placeOf));
  return all.filter((each) => each.use.certain || !certain.has(placeOf(each)));
}

/** Where a use is: one that is certain leaves no doubt about another one at the same place. */
function placeOf({ use: { user, container, how, place } }: FoundUse): string {
  return JSON.stringify([user, container, how, place]);
}

/** Several sources in one store need some actions once. */
function withoutRepeats({ title, actions, rollback }: PlanStep): PlanStep {
  const once = (list: readonly PlanAction[]) =>
    [...new Map(list.map((action) => [JSON.stringify(action), action])).values()];
  return { title, actions: once(actions), rollback: once(rollback) };
}

/** A use by what it is, whatever the namespace of the object is, and how long the object itself takes. */
function idOf({ use: { of, seconds, ...rest } }: FoundUse): string {
  return JSON.stringify([rest, of.replace(/ .*\//, ' ')]);
}

function hasCertificate({ keys, resource, production }: Carrier['targets'][number]): boolean {
  return keys?.includes('tls.crt') === true || textOf(at(resource?.object, 'type')) === TLS_TYPE
    || production?.by.kind === 'Certificate';
}

export function startOf(target: PlanTarget, locations: readonly StoreLocation[] | undefined): Start {
  const { kind, name, namespace = '', key } = target;
  return kind === 'store path' ? { locations: locations ?? [] } : { kind, name, namespace, ...optional({ key }) };
}

function isTarget(carrier: Carrier, { kind, name, namespace = '' }: PlanTarget): boolean {
  return carrier.kind === kind && carrier.name === name && carrier.namespace === namespace;
}

/** Everything that has a copy of the value beside what is rotated. */
function copiesOf({ objects, places }: Carriers, target: PlanTarget): PlanCopy[] {
  const ofObjects = objects
    .filter((carrier) => !isTarget(carrier, target))
    .map((carrier): PlanCopy => ({
      what: titleOf(carrier),
      text:
        carrier.via === undefined
          ? 'The value begins there.'
          : `${titleOf(carrier.via.by)} makes it` +
            `${carrier.via.from === undefined ? '' : ` of ${locationInWords(carrier.via.from)}`}.`,
      ...optional({ refresh: carrier.via?.refresh, seconds: carrier.seconds }),
      certain: carrier.certain,
    }));
  const ofPlaces = places
    .filter(({ via }) => via !== undefined)
    .map(({ location, via, seconds, certain }): PlanCopy => ({
      what: locationInWords(location),
      text: `${titleOf({ kind: via!.by.kind, name: via!.by.name, namespace: via!.by.namespace })} writes it there.`,
      ...optional({ refresh: via!.refresh, seconds }),
      certain,
    }));
  return [...ofObjects, ...ofPlaces];
}

/** The keys of an object that have the previous value of what is rotated, as those of a `CredentialPair`. */
function previousKeysOf({ key }: PlanTarget, own: Carrier | undefined): string[] {
  const known = [...new Set(own?.targets.flatMap(({ keys }) => keys ?? []) ?? [])];
  return known.flatMap((each) => (key === undefined || key === each ? [`previous-${each}`] : []))
    .filter((each) => known.includes(each));
}

/** What the credential is: by its own keys, else by those that somebody reads. */
function shapeOf({ kind, key }: PlanTarget, own: Carrier | undefined, uses: readonly FoundUse[]): OrderInput['shape'] {
  if (kind === 'ConfigMap') {
    return 'unknown';
  }
  const type =
    own?.targets
      .map(({ resource }) => textOf(at(resource?.object, 'type')))
      .find((each) => each !== '' && each !== OPAQUE_TYPE) ?? '';
  const known = [
    ...new Set([...(own?.targets.flatMap(({ keys }) => keys ?? []) ?? []), ...uses.flatMap(({ use }) => use.keys)]),
  ];
  return credentialShapeOf(type, key === undefined ? known : [key], known);
}
