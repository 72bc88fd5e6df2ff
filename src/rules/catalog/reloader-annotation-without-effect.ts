import { groupKind } from '../../facts/api-kinds';
import { ANNOTATIONS_OF_SECRETS } from '../../facts/copied-objects';
import {
  decidingAnnotations, meantForReloader, misreadSwitch, OF_WORKLOADS, patternMatches, RELOADER_MATCH, RELOADER_SEARCH,
  RELOADER_SUBJECTS, reloaderNames, reloaderPatterns, reloaderRestarts, reloadsAll, ReloaderSubject,
  unknownToReloader,
} from '../../facts/reloader';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { PRODUCER_KINDS } from '../../manifest/producers';
import { at, Fields, fieldsOf, mappingsOf, pointerTo } from '../../manifest/read';
import { Reference, ReferencedKind } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION } from '../sources';

export const reloaderAnnotationWithoutEffect: GraphRule = {
  id: 'reloader-annotation-without-effect',
  category: RuleCategory.USE,
  title: 'an annotation for Reloader does nothing',
  rationale:
    'Stakater Reloader reads the annotations that restart a workload on the workload or its pod template, and on a ' +
    'Secret or ConfigMap only the annotations match and ignore. With an annotation on the wrong object, a misspelt ' +
    'name, a value that is not "true", or search without a match, a rotation restarts no pods.',
  remediation:
    'Annotate the Deployment, StatefulSet or DaemonSet, with the names of objects that its pods use, or with ' +
    'reloader.stakater.com/auto: "true". For reloader.stakater.com/search, set '
      + 'reloader.stakater.com/match: "true" on ' +
    'the Secrets and ConfigMaps.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [{ title: 'Stakater Reloader', url: 'https://github.com/stakater/Reloader' }],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      const pods = graph.podsIn(resource);
      if (pods.length > 0) {
        yield* workloadViolations(graph, resource, pods);
      } else if (WATCHED.has(`${resource.group}/${resource.kind}`)) {
        yield* watchedViolations(resource);
      }
    }
  },
};

/** The kinds that Reloader watches, and those that controllers make them from. */
const WATCHED: ReadonlySet<string> = new Set([
  '/Secret', '/ConfigMap', 'secrets-store.csi.x-k8s.io/SecretProviderClass', ...PRODUCER_KINDS.map(groupKind),
]);

function* watchedViolations(resource: Resource): Generator<Violation> {
  for (const path of ANNOTATIONS_OF_SECRETS) {
    const annotations = at(resource.object, ...path);
    yield* unknownNames(resource, {
      annotations: fieldsOf(annotations), pointer: pointerTo(resource.pointer, ...path),
    });
    for (const name of OF_WORKLOADS) {
      if (isOn(fieldsOf(annotations)[name])) {
        const of = path.length === 2 ? `a ${resource.kind}` : 'a Secret';
        yield violation(
          resource, pointerTo(resource.pointer, ...path, name),
          `annotation ${name} does nothing on ${of}: Reloader reads it on the workload that uses the object`,
        );
      }
    }
  }
}

/** Annotations of names that Reloader does not know, which restart nothing. */
function* unknownNames(resource: Resource, { annotations, pointer }: AnnotationMap): Generator<Violation> {
  for (const name of unknownToReloader(annotations).filter((each) => isOn(annotations[each]))) {
    const meant = meantForReloader(name);
    yield violation(
      resource, pointerTo(pointer, name),
      `annotation ${name} does nothing: Reloader reads no annotation of this name`
        + (meant === undefined ? '' : `; did you mean ${meant}`),
    );
  }
}

function isOn(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value !== 'false';
}

function* workloadViolations(graph: Graph, resource: Resource, pods: readonly Pod[]): Generator<Violation> {
  const [pod] = pods;
  const maps: AnnotationMap[] = [
    {
      annotations: fieldsOf(resource.object.metadata.annotations),
      pointer: `${resource.pointer}/metadata/annotations`,
    },
  ];
  if (pods.length === 1 && pod.pointer !== `${resource.pointer}/spec`) {
    const pointer = pod.pointer.replace(/\/spec$/, '/metadata/annotations');
    maps.push({ annotations: fieldsOf(pod.metadata.annotations), pointer });
  }
  if (pod.kind.reloader === undefined) {
    yield* unwatchedViolations(resource, pod, maps);
    return;
  }
  for (const map of maps) {
    const { annotations, pointer } = map;
    yield* unknownNames(resource, map);
    const misread = misreadSwitch(annotations);
    if (misread !== undefined) {
      yield violation(
        resource,
        pointerTo(pointer, misread),
        `annotation ${misread} does nothing: its value is not "true"`,
      );
    }
    if (isOn(annotations[RELOADER_MATCH])) {
      yield violation(
        resource, pointerTo(pointer, RELOADER_MATCH),
        `annotation ${RELOADER_MATCH} does nothing on a ${resource.kind}: Reloader reads it on Secrets and ConfigMaps`,
      );
    }
  }
  for (const [kind, subject] of RELOADER_SUBJECTS) {
    yield* unusedNames(graph, resource, pods, decidingMap(maps, subject), kind, subject);
  }
  yield* searchInVain(graph, resource, pods, maps);
}

interface AnnotationMap {
  readonly annotations: Fields;
  readonly pointer: string;
}

function decidingMap([own, template]: readonly AnnotationMap[], subject: ReloaderSubject): AnnotationMap {
  return template !== undefined && decidingAnnotations(subject, own.annotations, template.annotations) === 'template'
    ? template : own;
}

/** What Reloader restarts no pods of: bare pods, and what a Deployment would make. */
function* unwatchedViolations(resource: Resource, pod: Pod, maps: readonly AnnotationMap[]): Generator<Violation> {
  const ofKubernetes = ['', 'apps', 'extensions'].includes(resource.group) && pod.kind.life === 'bare';
  const owned = [...mappingsOf(resource.object.metadata.ownerReferences)].length > 0;
  for (const { annotations, pointer } of ofKubernetes && !owned ? maps : []) {
    for (const name of OF_WORKLOADS) {
      if (isOn(annotations[name])) {
        yield violation(
          resource, pointerTo(pointer, name), `annotation ${name} does nothing: Reloader restarts no ${resource.kind}`,
        );
      }
    }
  }
}

function* unusedNames(
  graph: Graph, resource: Resource, pods: readonly Pod[], { annotations, pointer }: AnnotationMap, kind: ReferencedKind,
  subject: ReloaderSubject,
): Generator<Violation> {
  const patterns = reloaderPatterns(subject, annotations);
  const used = patterns.length === 0 ? [] : usedBy(graph, pods, kind);
  const unused = patterns.filter((pattern) => !used.some((name) => patternMatches(pattern, name) !== 'no')
    && !isReadByApi(graph, pods, kind, pattern));
  if (unused.length > 0) {
    const quoted = (names: readonly string[]) => names.slice(0, 3).map((name) => JSON.stringify(name)).join(', ');
    yield violation(
      resource, pointerTo(pointer, reloaderNames(subject)),
      `annotation ${reloaderNames(subject)} names ${quoted(unused)}, and the pods use no ${kind} of that name`
      + (used.length === 0 ? '' : `; they use ${quoted(used)}`),
    );
  }
}

/** Names of the objects of a kind that pods use, or that are made of what they mount. */
function usedBy(graph: Graph, pods: readonly Pod[], kind: ReferencedKind): string[] {
  const references = pods.flatMap((pod) => graph.referencesOf(pod));
  const classes = new Set(
    references.filter((reference) => reference.kind === 'SecretProviderClass').map(({ name }) => name),
  );
  const synced = graph.productions.filter(
    (production) =>
      production.kind === kind && production.by.kind === 'SecretProviderClass' && classes.has(production.by.name),
  );
  return [
    ...new Set([...references.filter((reference) => reference.kind === kind), ...synced].map(({ name }) => name)),
  ];
}

/** Whether there is such an object, and the pods may read it over the API. */
function isReadByApi(graph: Graph, pods: readonly Pod[], kind: ReferencedKind, name: string): boolean {
  return pods.some(({ resource: { namespace }, serviceAccount }) => graph.find(kind, namespace, name).length > 0
    && graph.access.ofAccount(namespace, serviceAccount).length > 0);
}

function* searchInVain(
  graph: Graph, resource: Resource, pods: readonly Pod[], maps: readonly AnnotationMap[],
): Generator<Violation> {
  const { annotations, pointer } = decidingMap(maps, 'secret');
  if (annotations[RELOADER_SEARCH] !== 'true'
    || RELOADER_SUBJECTS.some(([, subject]) => reloadsAll(subject, annotations))) {
    return;
  }
  const search = { [RELOADER_SEARCH]: 'true' };
  const references = pods.flatMap((pod) => graph.referencesOf(pod));
  const found = references.some((reference) => RELOADER_SUBJECTS.some(([kind, subject]) => kind === reference.kind
    && statesOf(graph, reference).some((state) =>
      reloaderRestarts(subject, search, {}, { name: reference.name, annotations: state }) !== 'no')));
  if (!found) {
    yield violation(
      resource, pointerTo(pointer, RELOADER_SEARCH),
      `annotation ${RELOADER_SEARCH} does nothing: no object that the pods use has ${RELOADER_MATCH}: "true"`,
    );
  }
}

/** The annotations of what a reference may mean; undefined for what is not in the manifest, or made by a controller. */
function statesOf(graph: Graph, { kind, namespace, name }: Reference): (Fields | undefined)[] {
  const targets = graph.find(kind, namespace, name);
  return targets.length === 0 ? [undefined]
    : targets.map(({ resource }) => resource && fieldsOf(resource.object.metadata.annotations));
}
