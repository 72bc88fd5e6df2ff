import { Carrier, Carriers, overlap } from './carriers';
import { RotationIndex } from './lookups';
import { optional, planObject, titleOf } from './names';
import { PlanUse } from './plan';
import { refreshOf } from './refresh-of';
import { Delivery, Seen, SEEN, SEEN_BY_INIT, SEEN_IMMUTABLE } from '../facts/deliveries';
import { DeclaredReload, declaredReload, RELOAD_ANNOTATION } from '../facts/reload-declarations';
import { locationInWords } from '../facts/store-locations';
import { isOfSome } from '../facts/updates';
import { variablesNamedIn } from '../facts/variable-references';
import { annotation, VAULT_SECRETS_PATH } from '../facts/vault-agent-annotations';
import { copiesIn, endsBefore, volumesLeftBy } from '../manifest/copies';
import { Container, Pod, VolumeMount } from '../manifest/pod';
import { Fields, fieldsOf, mappingsOf, textOf, textsOf } from '../manifest/read';
import { Reference, ReferenceUse } from '../manifest/references';
import { Resource } from '../manifest/resource';
import { Restarter, RESTARTING_CONTROLLERS } from '../manifest/restarters';

/** Who uses what carries the value: by references, by files of a store, and as far as objects of unknown kinds tell. */
export function usesOf(index: RotationIndex, carriers: Carriers): FoundUse[] {
  return [
    ...carriers.objects.flatMap((carrier) => [...usesOfObject(index, carrier)]),
    ...carriers.direct.flatMap((direct) => [...usesOfPlace(index, direct)]),
  ].map(endedUse);
}

/** A use by a container that has ended before the others started: it keeps nothing but what it wrote. */
function endedUse(found: FoundUse): FoundUse {
  const { pod, container, use } = found;
  if (pod === undefined || container === undefined || !endsBefore(container) || use.seen.when === 'never') {
    return found;
  }
  const seen = SEEN_BY_INIT[volumesLeftBy(pod, container).length === 0 ? 'nothing' : 'files'];
  const { seconds, ...rest } = use;
  return { ...found, use: { ...rest, seen } };
}

/** A use, and the pod that it is in. */
export interface FoundUse {
  readonly use: PlanUse;
  readonly pod?: Pod;
  readonly container?: Container;

  /** Where the pod names it. */
  readonly reference?: Reference;
}

const RESTARTED_BY: ReadonlyMap<Restarter, string> = new Map([
  ...RESTARTING_CONTROLLERS,
  ['checksum', 'a release, by a checksum in the pod template'],
  ['new-name', 'a release, since the object gets a new name'],
]);

const DECLARED_ELSEWHERE = `something outside of the manifests (annotation ${RELOAD_ANNOTATION})`;

function* usesOfObject(index: RotationIndex, carrier: Carrier): Generator<FoundUse> {
  const { kind, namespace, name, keys } = carrier;
  const references = index.referencesTo(kind, namespace, name);
  for (const reference of references) {
    const needed = reference.keys.length === 0 ? undefined : reference.keys.map(({ key }) => key);
    if (overlap(needed, keys)) {
      yield* usesByReference(index, carrier, reference);
    }
  }
  const known = new Set(references.map(({ from }) => from));
  for (const { from, field } of kind === 'Secret' ? index.mentionsOf(namespace, name) : []) {
    if (!known.has(from)) {
      yield { use: useOf(carrier, { from, how: 'controller', place: field, certain: false }) };
    }
  }
}

function usesByReference(index: RotationIndex, carrier: Carrier, reference: Reference): FoundUse[] {
  const { pod, from } = reference;
  switch (reference.use) {
    case ReferenceUse.ENV:
    case ReferenceUse.ENV_FROM:
      return variableUses(index, carrier, reference);
    case ReferenceUse.VOLUME:
    case ReferenceUse.PROJECTED:
      return [...fileUses(index, carrier, reference), ...copyUses(index, carrier, reference)];
    case ReferenceUse.IMAGE_PULL:
      return [{ pod, use: useOf(carrier, { from, how: 'image-pull', place: 'imagePullSecrets' }) }];
    case ReferenceUse.DRIVER:
      return [{ pod, use: useOf(carrier, { from, how: 'driver', place: placeIn(reference) }) }];
    default:
      return [
        { use: useOf(carrier, { from, how: isEntryPoint(from) ? 'tls' : 'controller', place: placeIn(reference) }) },
      ];
  }
}

function isEntryPoint({ kind }: Resource): boolean {
  return kind === 'Ingress' || kind === 'Gateway';
}

/** Where an object names another, in words: the pointer with dots. */
function placeIn({ pointer, from }: Reference): string {
  return pointer.slice(from.pointer.length + 1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function variableUses(index: RotationIndex, carrier: Carrier, reference: Reference): FoundUse[] {
  const { from, pod, container, use, keys } = reference;
  const restartedBy = restarterOf(index, pod, carrier);
  const base = { from, container, keys: keys.map(({ key }) => key), restartedBy };
  if (use === ReferenceUse.ENV_FROM) {
    return [{ pod, container, reference, use: useOf(carrier, { ...base, how: 'all-variables', place: 'envFrom' }) }];
  }
  const variable = container === undefined ? '' : textOf(entryAt(container, 'env', reference.pointer)?.name);
  const used = useOf(carrier, { ...base, how: 'variable', place: `variable ${variable}` });
  const expanded = container === undefined || variable === '' ? [] : expansionsOf(container, variable);
  return [
    { pod, container, reference, use: used },
    ...expanded.map((expansion) => ({ pod, container, reference, use: useOf(carrier, { ...base, ...expansion }) })),
  ];
}

/** The entry of a list of a container that a pointer leads into. */
function entryAt({ spec, pointer }: Container, list: 'env' | 'envFrom', place: string): Fields | undefined {
  const [, position] = new RegExp(`^/${list}/(\\d+)/`).exec(place.slice(pointer.length)) ?? [];
  return [...mappingsOf(spec[list])].find(([, each]) => each === Number(position))?.[0];
}

/** Where else a variable of a container is, by `$(NAME)`: in further variables, and in its command line. */
function expansionsOf({ spec }: Container, variable: string): Pick<UseParts, 'how' | 'place'>[] {
  const names = new Set([variable]);
  const holds = (text: string) => variablesNamedIn(text).find((name) => names.has(name));
  const found: Pick<UseParts, 'how' | 'place'>[] = [];
  for (const [entry] of mappingsOf(spec.env)) {
    const by = holds(textOf(entry.value));
    if (by !== undefined) {
      names.add(textOf(entry.name));
      found.push({ how: 'variable', place: `variable ${textOf(entry.name)}, by $(${by})` });
    }
  }
  const byArgument = [...textsOf(spec.command), ...textsOf(spec.args)].map(holds).find((name) => name !== undefined);
  return byArgument === undefined ? found : [...found, { how: 'argument', place: `$(${byArgument})` }];
}

function fileUses(index: RotationIndex, carrier: Carrier, reference: Reference): FoundUse[] {
  const { from, pod, mounts, keys } = reference;
  const restartedBy = restarterOf(index, pod, carrier);
  const wanted = filesOfKeys(reference, carrier.keys);
  const found = mounts.filter((mount) => isOfSome(mount.spec, wanted)).map((mount) => ({
    pod,
    reference,
    container: mount.container,
    use: useOf(carrier, {
      from,
      container: mount.container,
      how: deliveryOf(mount),
      place: textOf(mount.spec.mountPath),
      keys: keys.map(({ key }) => key),
      restartedBy,
    }),
  }));
  // A volume that nobody mounts holds the pod back until its Secret is there.
  return mounts.length > 0 ? found
    : [{ pod, use: useOf(carrier, { from, how: 'file', place: 'a volume that no container mounts', restartedBy }) }];
}

function deliveryOf({ bySubPath }: VolumeMount): Delivery {
  return bySubPath ? 'sub-path' : 'file';
}

/** Paths in a volume of the files of some keys; undefined where they are not known. */
function filesOfKeys({ keys, files }: Reference, wanted: readonly string[] | undefined): readonly string[] | undefined {
  if (wanted === undefined) {
    return files;
  }
  return files === undefined ? wanted : files.filter((_, index) => wanted.includes(keys[index]?.key ?? ''));
}

function copyUses(index: RotationIndex, carrier: Carrier, reference: Reference): FoundUse[] {
  const { pod } = reference;
  const copies = pod === undefined ? [] : copiesIn(index.graph, pod).filter((copy) => copy.reference === reference);
  return copies.flatMap(({ volume, by, readers }) => readers.map(({ container }) => ({
    pod,
    container,
    use: useOf(carrier, {
      from: reference.from,
      container,
      how: 'copy',
      place: `volume ${volume.name}, written by ${by.name}`,
      restartedBy: restarterOf(index, pod, carrier),
    }),
  })));
}

function restarterOf(
  index: RotationIndex,
  pod: Pod | undefined,
  carrier: Pick<Carrier, 'kind' | 'namespace' | 'name'>,
): string | undefined {
  const restarter = pod === undefined ? undefined : index.restarters.of(pod, carrier.kind, carrier);
  return restarter !== undefined ? RESTARTED_BY.get(restarter)!
    : declaredFor(pod, carrier.kind, carrier.name) === 'elsewhere' ? DECLARED_ELSEWHERE : undefined;
}

/** How somebody declared that a change of an object reaches the processes of a pod. */
export function declaredFor(pod: Pod | undefined, kind: string, name: string): DeclaredReload | undefined {
  return pod === undefined ? undefined : declaredReload(
    [fieldsOf(pod.resource.object.metadata.annotations), fieldsOf(pod.metadata.annotations)], kind, name,
  );
}

interface UseParts {
  readonly from: Resource;
  readonly container?: Container;
  readonly how: Delivery;
  readonly place: string;
  readonly keys?: readonly string[];
  readonly restartedBy?: string;
  readonly certain?: boolean;
}

function useOf(carrier: Carrier, parts: UseParts): PlanUse {
  const { from, container, how, place, keys = [], restartedBy, certain = true } = parts;
  const immutable = carrier.targets.some(({ resource }) => resource?.object.immutable === true);
  const seen = immutable ? SEEN_IMMUTABLE : SEEN[how];
  return {
    user: planObject(from),
    ...containerFields(container),
    how,
    place,
    of: titleOf(carrier),
    keys,
    seen,
    ...optional({ seconds: total(carrier.seconds, seen), restartedBy }),
    certain: certain && carrier.certain,
  };
}

function containerFields(container: Container | undefined): Pick<PlanUse, 'container' | 'containerKind'> {
  return container === undefined ? {} : {
    container: container.name === '' ? '(no name)' : container.name, containerKind: containerKind(container),
  };
}

/** An init container that is started again for ever is a sidecar. */
function containerKind({ list, noun, spec }: Container): string {
  return list === 'initContainers' && spec.restartPolicy === 'Always' ? 'sidecar' : noun;
}

function total(seconds: number | undefined, seen: Seen): number | undefined {
  return seconds === undefined || seen.seconds === undefined ? undefined : seconds + seen.seconds;
}

/** Files that come from a store without a Secret: of the CSI driver, and of the Vault agent. */
function* usesOfPlace(
  index: RotationIndex,
  { value, place, certain }: Carriers['direct'][number],
): Generator<FoundUse> {
  const refresh = refreshOf(index, value.by);
  const of = value.pod === undefined ? titleOf(planObject(value.by)) : locationInWords(value.location);
  const seconds =
    place.seconds === undefined || refresh.seconds === undefined ? undefined : place.seconds + refresh.seconds;
  const seen: Seen =
    refresh.when === 'within' || refresh.when === 'at-once'
      ? {
        when: 'within',
        seconds: refresh.seconds ?? 0,
        because: `it ${refresh.because}; the process has to read the file again`,
      }
      : refresh.when === 'once'
        ? { when: 'new-pod', because: `it ${refresh.because}` }
        : { when: 'unknown', because: `it ${refresh.because}` };
  const base = { of, keys: [], certain };
  if (value.pod !== undefined) {
    for (const container of injectedContainers(value.pod)) {
      yield {
        pod: value.pod,
        container,
        use: {
          ...base,
          user: planObject(value.by),
          ...containerFields(container),
          how: 'injected-file',
          place: `${injectedFolder(value.pod)}/${value.files?.[0] ?? ''}`,
          seen,
          ...optional({ seconds }),
        },
      };
    }
    return;
  }
  for (const { from, pod, mounts } of index.referencesTo('SecretProviderClass', value.by.namespace, value.by.name)) {
    const restarter = pod === undefined ? undefined : index.restarters.of(pod, 'SecretProviderClass', value.by);
    for (const mount of mounts.filter(({ spec }) => isOfSome(spec, value.files))) {
      const bound = mount.bySubPath ? SEEN['sub-path'] : seen;
      yield {
        pod,
        container: mount.container,
        use: {
          ...base,
          user: planObject(from),
          ...containerFields(mount.container),
          how: mount.bySubPath ? 'sub-path' : 'csi-file',
          place: textOf(mount.spec.mountPath),
          seen: bound,
          ...optional({
            seconds: mount.bySubPath ? undefined : seconds,
            restartedBy: restarter === undefined ? undefined : RESTARTED_BY.get(restarter)!,
          }),
        },
      };
    }
  }
}

/** The containers that get the files: those that an annotation names, else all except init containers. */
function injectedContainers({ metadata, containers }: Pod): Container[] {
  const named = annotation(fieldsOf(metadata.annotations), 'agent-inject-containers');
  const names = named.split(',').map((name) => name.trim());
  return containers.filter(({ list, name }) => (named === '' ? list === 'containers' : names.includes(name)));
}

function injectedFolder({ metadata }: Pod): string {
  return annotation(fieldsOf(metadata.annotations), 'secret-volume-path') || VAULT_SECRETS_PATH;
}

