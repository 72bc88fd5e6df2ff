import { AuditedObject, AuditFinding, AuditProblem, AuditReport, AuditSuppression, UnjudgedKind } from './audit-report';
import { AuditSettings, AuditSubject } from './audit-subject';
import { copiedObject, copiesAmong } from './copies';
import { FindingPath, findingPath } from './finding-path';
import { Fingerprints } from './fingerprints';
import { Places } from './places';
import { ResourcesByPlace } from './resources-by-place';
import { ObjectSuppressions } from './suppressions/object-suppressions';
import { furtherKinds } from '../facts/further-kinds';
import { WorkloadKind } from '../facts/workload-kind';
import { Graph } from '../manifest/graph';
import { ObjectOrigin } from '../manifest/origin';
import { textAt } from '../manifest/read';
import { Resource } from '../manifest/resource';
import { madeByAnother } from '../manifest/running';
import { evaluateGraph, unjudged } from '../rules/evaluate';
import { Finding, RuleLevel } from '../rules/finding';
import { holdsOfParts } from '../rules/parts';

/** A finding with its object. */
interface Judgement {
  readonly finding: Finding;
  readonly resource: Resource;
  readonly path: FindingPath;
  readonly suppression?: AuditSuppression;
}

/** Checks documents with a preset. Takes time and memory in proportion to their size. */
export function audit(subject: AuditSubject, settings: AuditSettings): AuditReport {
  const { preset, podTemplates = [], now = new Date(), onProgress } = settings;
  const total = subject.documents.length;
  onProgress?.({ phase: 'judging', done: 0, total });
  const further = furtherKinds(podTemplates);
  const graph = Graph.of(subject.documents, further, (document) => subject.originOf?.(document) ?? ObjectOrigin.FILE);
  const index = new ResourcesByPlace(graph.resources);
  const made = madeByAnother(graph);
  // A Deployment copies its annotations to the objects that it makes, which have nothing to suppress.
  const suppressions = new ObjectSuppressions(
    subject, graph.resources.filter((resource) => !made.has(resource)), preset, now,
  );
  const problems: AuditProblem[] = [...subject.problems, ...podTemplatesNotFound(graph, further)];
  const judgements: Judgement[] = [];
  const ofWhatRuns = new Set(preset._rules.filter((rule) => rule.ofWhatRuns === true).map((rule) => rule.id));
  for (const finding of evaluateGraph(graph, preset._rules)) {
    const resource = index.find(finding);
    if (resource !== undefined && made.has(resource) && !ofWhatRuns.has(finding.ruleId)) {
      continue;
    }
    if (resource === undefined) {
      problems.push({ id: 'rule-failed', level: RuleLevel.ERROR, message: `${finding.ruleId}: ${finding.message}` });
    } else {
      const path = findingPath(resource.object, finding.pointer.slice(resource.pointer.length));
      const suppression = suppressions.suppress(finding.ruleId, resource, path);
      if (subject.isPart?.(finding.objectIndex) !== true || holdsOfParts(finding.ruleId)) {
        judgements.push({ finding, resource, path, suppression });
      }
    }
  }
  onProgress?.({ phase: 'judging', done: total, total });
  const faults = suppressions.problems();
  const places = new Places(subject, onProgress);
  judgements.forEach(({ finding, resource }) => places.want(finding.objectIndex, finding.pointer, resource.pointer));
  faults.forEach(({ annotation }) => annotation && places.want(annotation.objectIndex, annotation.pointer));
  const whole = graph.resources.filter(({ objectIndex }) => subject.isPart?.(objectIndex) !== true);
  const copies = subject.fileCount === 0 ? [] : copiesAmong(whole);
  copies.flat().forEach(({ objectIndex, pointer }) => places.want(objectIndex, pointer));
  places.locate();
  faults.forEach(({ annotation, ...fault }) => problems.push(annotation === undefined ? fault : {
    ...fault,
    location: places.at(annotation.objectIndex, annotation.pointer),
    constructPath: subject.constructPathOf(annotation.objectIndex),
  }));
  return {
    findings: findingsOf(judgements, subject, places),
    problems,
    objectCount: graph.resources.length,
    fileCount: subject.fileCount,
    ruleIds: preset.ruleIds,
    passedOver: {
      kinds: kindsOf(unjudged(graph, preset._rules)),
      documentCount: graph.others,
      files: [],
      otherEndings: [],
    },
    copies: copies.map((each) => {
      const locations = each.map(({ objectIndex, pointer }) => places.at(objectIndex, pointer)!);
      return copiedObject(each, locations);
    }),
  };
}

/** The kinds of some objects with their number, sorted. */
function kindsOf(resources: readonly Resource[]): UnjudgedKind[] {
  const counts = new Map<string, UnjudgedKind>();
  for (const { group, kind } of resources) {
    const key = `${kind} ${group}`;
    counts.set(key, { apiGroup: group, kind, objectCount: (counts.get(key)?.objectCount ?? 0) + 1 });
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, kind]) => kind);
}

/**
 * Reports paths of pod templates at which no object of the kind has a pod, since a misspelt path must not go unnoticed.
 */
function podTemplatesNotFound(graph: Graph, further: readonly WorkloadKind[]): AuditProblem[] {
  const found = new Set(graph.pods.map(({ kind }) => kind));
  const missing = further.filter((row) => !found.has(row) && graph.ofKind(row.groups[0], row.kind).length > 0);
  return missing.map(({ kind, configured }) => ({
    id: 'pod-template-not-found',
    level: RuleLevel.WARNING,
    message: `podTemplates: no ${kind} has a pod at ${configured}; check the path against its manifests`,
  }));
}

function findingsOf(judgements: readonly Judgement[], subject: AuditSubject, places: Places): AuditFinding[] {
  const objects = new Map<Resource, AuditedObject>();
  const fingerprints = new Fingerprints();
  return judgements.map(({ finding, resource, path, suppression }) => {
    const object = objects.get(resource) ?? auditedObject(resource, subject, places);
    objects.set(resource, object);
    const { ruleId, level, message, objectIndex, pointer } = finding;
    const lastingName = subject.lastingName?.(objectIndex, object.name) ?? object.name;
    return {
      ruleId,
      level,
      message,
      subject: object,
      pointer: path.pointer,
      location: places.at(objectIndex, pointer),
      fingerprint: fingerprints.of(ruleId, resource, lastingName, path.path),
      suppression,
    };
  });
}

function auditedObject(
  { object, objectIndex, pointer, kind, name, namespace }: Resource, subject: AuditSubject, places: Places,
): AuditedObject {
  const generateName = textAt(object, 'metadata', 'generateName');
  return {
    apiVersion: object.apiVersion,
    kind,
    name: name === '' && generateName !== '' ? `${generateName}*` : name,
    objectNamespace: namespace === '' ? undefined : namespace,
    constructPath: subject.constructPathOf(objectIndex),
    location: places.at(objectIndex, pointer),
  };
}
