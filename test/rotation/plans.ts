import { loadAll } from 'js-yaml';
import { Graph } from '../../src/manifest/graph';
import { findTarget, parseTarget, TargetFault } from '../../src/rotation/find-target';
import { RotationIndex } from '../../src/rotation/lookups';
import { Planner } from '../../src/rotation/make-plan';
import { Plan, PlanStep } from '../../src/rotation/plan';
import { copyInWords, seenInWords, wayInWords } from '../../src/rotation/words';

/** What is found for a target, as the command line has it, in some objects or YAML. */
export function lookUp(target: string, input: string | readonly unknown[], namespace?: string): Plan | TargetFault {
  return lookUpIn(indexOf(input), target, namespace);
}

/** What plans of some objects, or YAML, look up. */
export function indexOf(input: string | readonly unknown[]): RotationIndex {
  return new RotationIndex(Graph.of(typeof input === 'string' ? loadAll(input) : input));
}

/** As {@link lookUp}, where more than one target is looked up. */
export function lookUpIn(index: RotationIndex, target: string, namespace?: string): Plan | TargetFault {
  const request = parseTarget(target);
  if (request === undefined) {
    throw new Error(`not a target: ${target}`);
  }
  const found = findTarget(index, { ...request, ...(namespace === undefined ? {} : { namespace }) });
  return 'fault' in found ? found : new Planner(index).planOf(found);
}

/** The plan for a target that is there. */
export function planFor(target: string, input: string | readonly unknown[], namespace?: string): Plan {
  const found = lookUp(target, input, namespace);
  if ('fault' in found) {
    throw new Error(`${found.fault}: ${found.text}`);
  }
  return found;
}

/** The uses of a plan as `Kind/name container: way: when`. */
export function usesIn(plan: Plan): string[] {
  return plan.uses.map((use) =>
    `${use.user.kind}/${use.user.name}${use.container === undefined ? '' : ` ${use.containerKind} ${use.container}`}: `
    + `${wayInWords(use)}: ${seenInWords(use)}`);
}

/** The copies of a plan as `what: how`. */
export function copiesIn(plan: Plan): string[] {
  return plan.copies.map((copy) => `${copy.what}: ${copyInWords(copy)}`);
}

/** All commands of some steps, in their order. */
export function commandsIn(steps: readonly PlanStep[]): string[] {
  return steps.flatMap(({ actions }) => actions.flatMap(({ commands = [] }) => commands));
}

/** A Deployment with one container and a pod spec, in YAML. */
export function deployment(name: string, container: string, rest = ''): string {
  return `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers: [{name: app, image: registry.example/${name}:1, ${container}}]
      ${rest}
`;
}
