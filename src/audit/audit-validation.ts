import { readFileSync } from 'fs';
import { dirname } from 'path';
import { auditFiles } from './audit-files';
import { auditInputs } from './audit-inputs';
import { AuditFinding, AuditLocation, AuditProblem, AuditReport } from './audit-report';
import { Baseline } from './baseline';
import { validationConfig } from './configuration/validation-config';
import { counting } from './reports/summary';
import { writeJsonReport } from './reports/write-report';
import { DEFAULT_THRESHOLD, failingLevels, LEVELS } from './threshold';
import { PodTemplatePath } from '../facts/pod-template-path';
import { isInside } from '../output/inside-folder';
import { ReadFile } from '../output/same-file';
import { printable } from '../redaction/printable';
import { RuleLevel } from '../rules/finding';
import { RuleMetadata } from '../rules/rule';
import { RulePreset } from '../rules/rule-preset';

/** The parts of a validation context of the cdk8s CLI that are used here. Its package is not needed for it. */
interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata: { [name: string]: string }): void;
  };
}

interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResource[];
}

interface ViolatingResource {
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}

/**
 * Checks the output of `cdk8s synth`, as a validation of the cdk8s CLI:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/cdk8s-strongbox
 *     version: 1.2.3
 *     class: AuditValidation
 *     properties: { preset: strict, failOn: warning, off: [unused-secret] }
 * ```
 *
 * The properties are those of `strongbox.yaml`, and take precedence over that file, which is found as the command
 * `strongbox` finds it. `config` names another file, and `noConfig: true` reads none. `report` is the path of a file
 * for the whole report as JSON, as `audit.writeReport` writes it.
 *
 * @jsii ignore
 */
export class AuditValidation {
  private readonly preset: RulePreset;
  private readonly levels: readonly RuleLevel[];
  private readonly baseline?: string;
  private readonly exclude: readonly string[];
  private readonly podTemplates: readonly PodTemplatePath[];
  private readonly report?: string;
  private readonly inputs: readonly ReadFile[];

  /**
   * @param properties settings that take precedence over the config file
   * @throws Error when a property, or a key of the file, does not exist or has an invalid value
   */
  public constructor(properties: object = {}) {
    const { preset, failOn, baseline, exclude, podTemplates, report, files } = validationConfig(properties);
    this.preset = preset;
    this.levels = failingLevels(failOn ?? DEFAULT_THRESHOLD);
    this.baseline = baseline;
    this.exclude = exclude;
    this.podTemplates = podTemplates;
    this.report = report;
    this.inputs = auditInputs(files, baseline);
  }

  /** Checks the manifests of a context. */
  public async validate(context: ValidationContext): Promise<void> {
    const manifests = context.manifests.filter((file) => !this.exclude.some((path) => isInside(file, path)));
    const inputs = manifests.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const judged = auditFiles(inputs, { preset: this.preset, podTemplates: this.podTemplates });
    const report = this.baseline === undefined
      ? judged
      : Baseline.read(this.baseline).applyTo(judged, this.preset, manifests);
    if (this.report !== undefined) {
      const outputs = manifests.map((file) => dirname(file));
      writeJsonReport(this.report, { report, rules: this.preset._rules }, outputs, this.inputs);
    }
    const violations = [...this.violations(report), ...this.problems(report)];
    violations.forEach((violation) => context.report.addViolation(violation));
    const reported = [...counting(report), ...report.problems];
    const counts = LEVELS.map((level) => [`${level}s`, String(reported.filter((each) => each.level === level).length)]);
    context.report.submit(violations.length === 0 ? 'success' : 'failure', {
      objects: String(report.objectCount),
      ...Object.fromEntries(counts),
      suppressed: String(report.findings.length - counting(report).length),
    });
  }

  private *violations(report: AuditReport): Generator<Violation> {
    const rules = new Map<string, RuleMetadata>(this.preset._rules.map((rule) => [rule.id, rule]));
    for (const [ruleId, findings] of groups(this.grave(counting(report)), ({ ruleId: id }) => id)) {
      const objects = groups(findings, ({ subject, location }) => `${location?.file} ${subject.name}`);
      const { title, rationale, remediation } = rules.get(ruleId)!;
      yield {
        ruleName: ruleId,
        recommendation: printable(`${title}: ${rationale}`),
        fix: printable(remediation),
        violatingResources: [...objects.values()].map(resourceOf),
      };
    }
  }

  private *problems(report: AuditReport): Generator<Violation> {
    for (const { id, message, location } of this.grave(report.problems)) {
      yield {
        ruleName: id,
        recommendation: printable(message),
        fix: 'Fix the problem described above. Until then this input is not fully checked.',
        violatingResources: [
          { resourceName: '', locations: [placeOf(location)], manifestPath: printable(location?.file ?? '') },
        ],
      };
    }
  }

  private grave<T extends AuditFinding | AuditProblem>(items: readonly T[]): T[] {
    return items.filter(({ level }) => this.levels.includes(level));
  }
}

function resourceOf(findings: readonly AuditFinding[]): ViolatingResource {
  const [{ subject, location }] = findings;
  return {
    resourceName: printable(subject.name),
    locations: findings.map(({ location: place, pointer, message }) =>
      printable(`${placeOf(place)} ${pointer || '/'}: ${message}`)),
    manifestPath: printable(location?.file ?? ''),
  };
}

function placeOf(location?: AuditLocation): string {
  return location === undefined ? '' : `${location.line}:${location.column}`;
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key) ?? [];
    found.set(key, group);
    group.push(item);
  }
  return found;
}
