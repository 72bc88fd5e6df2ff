import { readFileSync } from 'fs';
import { auditFiles } from './audit-files';
import { AuditFinding, AuditLocation, AuditProblem, AuditReport } from './audit-report';
import { counting } from './reports/summary';
import { printable } from './reports/text-style';
import { RuleLevel } from '../rules/finding';
import { RuleMetadata } from '../rules/rule';
import { RulePreset } from '../rules/rule-preset';

/** What the cdk8s CLI hands to a validation, as far as it is used here. Its own package is not needed for it. */
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

/** Properties of the validation in `cdk8s.yaml`. */
interface Properties {
  /** The preset to judge by. */
  readonly preset?: string;

  /** The level from which on a finding is a violation. */
  readonly level?: string;

  /** Ids of rules that are not asked. */
  readonly off?: readonly string[];
}

const PRESETS: { readonly [name: string]: RulePreset } = { recommended: RulePreset.RECOMMENDED, strict: RulePreset.STRICT };
const LEVELS: readonly string[] = [RuleLevel.ERROR, RuleLevel.WARNING, RuleLevel.NOTE];
const PROPERTIES = ['preset', 'level', 'off'];

/**
 * Judges what `cdk8s synth` wrote, as a validation of the cdk8s CLI:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/cdk8s-strongbox
 *     version: 1.2.3
 *     class: AuditValidation
 *     properties: { preset: strict, level: warning, off: [unused-secret] }
 * ```
 *
 * @jsii ignore
 */
export class AuditValidation {
  private readonly preset: RulePreset;
  private readonly levels: readonly string[];

  /**
   * @param properties preset, level and rules that are off
   * @throws if there is another property, or one has a value that is not allowed
   */
  public constructor(properties: object = {}) {
    const { preset = 'recommended', level = RuleLevel.ERROR, off = [] } = checked(properties);
    this.preset = PRESETS[preset].derive({ off: [...off] });
    this.levels = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  }

  /** Judges the manifests of a context. */
  public async validate(context: ValidationContext): Promise<void> {
    const report = auditFiles(context.manifests.map((file) => ({ file, text: readFileSync(file, 'utf8') })), { preset: this.preset });
    const violations = [...this.violations(report), ...this.problems(report)];
    violations.forEach((violation) => context.report.addViolation(violation));
    const counts = LEVELS.map((level) => [`${level}s`, String([...counting(report), ...report.problems].filter((each) => each.level === level).length)]);
    context.report.submit(violations.length === 0 ? 'success' : 'failure', {
      objects: String(report.objectCount),
      ...Object.fromEntries(counts),
      suppressed: String(report.findings.length - counting(report).length),
    });
  }

  private *violations(report: AuditReport): Generator<Violation> {
    const rules = new Map<string, RuleMetadata>(this.preset._rules.map((rule) => [rule.id, rule]));
    for (const [ruleId, findings] of groups(this.grave(counting(report)), ({ ruleId: id }) => id)) {
      const { title, rationale, remediation } = rules.get(ruleId)!;
      yield {
        ruleName: ruleId,
        recommendation: `${title}: ${rationale}`,
        fix: remediation,
        violatingResources: [...groups(findings, ({ subject, location }) => `${location?.file} ${subject.name}`).values()].map(resourceOf),
      };
    }
  }

  private *problems(report: AuditReport): Generator<Violation> {
    for (const { id, message, location } of this.grave(report.problems)) {
      yield {
        ruleName: id,
        recommendation: message,
        fix: 'Mend what the message says: nothing can be relied upon that could not be read or decided.',
        violatingResources: [{ resourceName: '', locations: [placeOf(location)], manifestPath: location?.file ?? '' }],
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
    resourceName: subject.name,
    locations: findings.map((finding) => printable(`${placeOf(finding.location)} ${finding.pointer || '/'}: ${finding.message}`)),
    manifestPath: location?.file ?? '',
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

function checked(properties: object): Properties {
  for (const name of Object.keys(properties)) {
    if (!PROPERTIES.includes(name)) {
      throw new Error(`AuditValidation: there is no property ${JSON.stringify(name)}; use ${PROPERTIES.join(', ')}`);
    }
  }
  const { preset, level, off } = properties as Properties;
  expectOneOf('preset', preset, Object.keys(PRESETS));
  expectOneOf('level', level, LEVELS);
  if (off !== undefined && !(Array.isArray(off) && off.every((id) => typeof id === 'string'))) {
    throw new Error('AuditValidation: property "off" is no list of ids of rules; write it like off: [unused-secret]');
  }
  return { preset, level, off };
}

function expectOneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value as string)) {
    throw new Error(`AuditValidation: property ${JSON.stringify(name)} is ${JSON.stringify(value)}; use ${allowed.join(', ')}`);
  }
}
