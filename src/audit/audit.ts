import { IConstruct } from 'constructs';
import { attachSettings } from './attach-settings';
import { AuditOptions } from './audit-options';
import { AuditFinding, AuditReport } from './audit-report';
import { Baseline } from './baseline';
import { ConstructSubject } from './construct-subject';
import { audit } from './engine';
import { counting, titleOf } from './reports/summary';
import { plural } from './reports/text-style';
import { writeJsonReport } from './reports/write-report';
import { suppressAt } from './suppressions/construct-suppressions';
import { failingLevels, LEVELS } from './threshold';
import { PodTemplatePath } from '../facts/pod-template-path';
import { ReadFile, refuseOwnInput } from '../output/same-file';
import { warn } from '../output/standard-error';
import { printable } from '../redaction/printable';
import { RuleLevel } from '../rules/finding';
import { RulePreset } from '../rules/rule-preset';
import { expectOptions, shownValue } from '../rules/wrong-input';
import { OnceASynth } from '../synth/once-a-synth';

/** Which findings {@link Audit.suppress} suppresses, and why. */
export interface AuditSuppressOptions {
  /** ID of the rule. */
  readonly ruleId: string;

  /** Why its findings are acceptable here. Every report contains it. */
  readonly reason: string;

  /**
   * Last day on which the suppression applies, as `YYYY-MM-DD`, in UTC. From the next day on, the findings are reported
   * again.
   *
   * @default - it does not expire
   */
  readonly expires?: string;

  /**
   * The one place to suppress: the names on the way to it, outermost first, as in `api/DB_PASSWORD` for a variable of a
   * container or `api/etc/db` for a mount, which is named by its path; or a JSON pointer into the object.
   *
   * @default - every finding of the rule
   */
  readonly at?: string;
}

/** The report of an audit, and the errors of the synth once they have been computed. */
interface Judgement {
  readonly report: AuditReport;
  errors?: string[];
}

const ATTACHED = Symbol.for('cdk8s-strongbox.Audit');

/**
 * Checks all objects of an app during synth with the rules that the constructs of this library follow. It does not
 * matter what made an object: cdk8s-plus, an included file or a Helm chart.
 *
 * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/auditing.md
 */
export class Audit {
  /**
   * Adds an audit to an app. A synth of the app checks every object once, and fails before a file is written when a
   * finding has at least the level of `failOn`.
   *
   * @param scope the app, or anything in it
   * @returns the audit, for its report
   * @throws Error when the app already has an audit, an option does not exist or has an invalid value, or the config
   * file cannot be read or names something that does not exist
   *
   * @example
   * const audit = Audit.attach(app, { preset: RulePreset.STRICT });
   * try {
   *   app.synth();
   * } finally {
   *   audit.writeReport('reports/audit.json');
   * }
   */
  public static attach(scope: IConstruct, options: AuditOptions = {}): Audit {
    const { root } = scope.node;
    if (Object.hasOwn(root, ATTACHED)) {
      throw new Error('the app already has an audit; attach one audit with the preset for the whole app');
    }
    const attached = new Audit(root, options);
    Object.defineProperty(root, ATTACHED, { value: attached });
    return attached;
  }

  /**
   * Suppresses findings of a rule in a construct and everything below it. Every report contains the reason. A
   * suppression that suppresses nothing, has expired or names an unknown rule is reported. A preset may forbid to
   * suppress a rule.
   *
   * This only affects audits that are attached to the app. To suppress a finding on the command line too, which sees
   * only manifests, give the object an annotation `cdk8s-strongbox/suppress.<rule>`.
   *
   * @throws Error when the reason is empty or contains an expiry date, which belongs into `expires`, or `expires` is
   * not a date
   *
   * @example
   * Audit.suppress(api, {
   *   ruleId: 'secret-in-env', at: 'main/DB_PASSWORD', expires: '2027-01-31',
   *   reason: 'the image of the vendor reads its environment only',
   * });
   */
  public static suppress(scope: IConstruct, options: AuditSuppressOptions): void {
    expectSuppression(scope.node.path, options);
    const { ruleId: rule, reason, expires, at } = options;
    suppressAt(scope, { ruleId: rule, reason, expires, at });
  }

  private readonly root: IConstruct;
  private readonly preset: RulePreset;
  private readonly failing: readonly RuleLevel[];
  private readonly baseline?: string;
  private readonly podTemplates: readonly PodTemplatePath[];
  private readonly quiet: boolean;
  private readonly inputs: readonly ReadFile[];
  private readonly judged = new OnceASynth<Judgement>(() => ({ report: this.judge() }));

  private constructor(root: IConstruct, options: AuditOptions) {
    const { preset, failOn, baseline, podTemplates, quiet, inputs } = attachSettings(options);
    this.root = root;
    this.preset = preset;
    this.failing = failingLevels(failOn);
    this.baseline = baseline;
    this.podTemplates = podTemplates;
    this.quiet = quiet;
    this.inputs = inputs;
    this.judged.watch(root);
    root.node.addValidation({ validate: () => this.validate() });
  }

  /** Everything that the audit finds in the app as it is now. It is computed on access. */
  public get report(): AuditReport {
    return this.judged.of(this.root).report;
  }

  /**
   * Writes the report as JSON, also after a synth that failed: call it in a `finally`. Missing folders are created. The
   * file is replaced in one step: whatever fails, either the old or the new file is there.
   *
   * @param path path of the file, outside the output folder of the app
   * @throws Error when the path is inside the output folder, whose files are applied to clusters, or is the config file
   * or the baseline, or the file cannot be written
   */
  public writeReport(path: string): void {
    const { outdir } = this.root as { outdir?: string };
    const outputs = outdir === undefined ? [] : [outdir];
    writeJsonReport(path, { report: this.report, rules: this.preset._rules }, outputs, this.inputs);
  }

  /**
   * Records the current findings in a baseline, except those of rules that nobody may suppress. An audit that uses the
   * baseline does not report them. Call it once, by hand, and commit the file.
   *
   * @param path path of the file; by default the path of the option `baseline` or of the config file, else
   * `strongbox-baseline.json`
   * @throws Error when an object cannot be serialised, since its findings would be missing
   */
  public writeBaseline(path: string = this.baseline ?? Baseline.DEFAULT_PATH): void {
    const report = this.judgeAll();
    const unread = report.problems.find(({ id }) => id === 'unserialisable-object');
    if (unread !== undefined) {
      throw new Error(`the baseline is not written: ${atConstruct(unread.constructPath, unread.message)}`);
    }
    refuseOwnInput('the baseline', path, this.inputs.filter((input) => input.path !== this.baseline));
    Baseline.of(path, report, this.preset).write();
  }

  private judge(): AuditReport {
    const report = this.judgeAll();
    return this.baseline === undefined ? report : Baseline.read(this.baseline).applyTo(report, this.preset, []);
  }

  /** All findings, including those in the baseline. */
  private judgeAll(): AuditReport {
    return audit(new ConstructSubject(this.root), { preset: this.preset, podTemplates: this.podTemplates });
  }

  private validate(): string[] {
    const judgement = this.judged.of(this.root);
    judgement.errors ??= this.errorsOf(judgement.report);
    return judgement.errors;
  }

  private errorsOf(report: AuditReport): string[] {
    const remediations = new Map(this.preset._rules.map((rule) => [rule.id, rule.remediation]));
    const findings = counting(report);
    if (!this.quiet) {
      this.summarise(report, findings.filter(({ level }) => !this.failing.includes(level)));
    }
    const grave = findings.filter(({ level }) => this.failing.includes(level));
    return [
      ...grave.map((finding, index) => {
        const error = errorOf(finding, remediations.get(finding.ruleId)!);
        return index === grave.length - 1 ? `${error}\n\n${furtherHelp(finding.ruleId)}` : error;
      }),
      ...report.problems.filter(({ level }) => this.failing.includes(level))
        .map(({ constructPath, message }) => atConstruct(constructPath, message)),
    ];
  }

  /** Written to standard error, since some apps print manifests on standard output. */
  private summarise(report: AuditReport, findings: readonly AuditFinding[]): void {
    const problems = report.problems.filter(({ level }) => !this.failing.includes(level));
    const counts = LEVELS
      .map((level) => [level, [...findings, ...problems].filter((each) => each.level === level).length] as const)
      .filter(([, count]) => count > 0).map(([level, count]) => plural(count, level));
    if (counts.length > 0) {
      const ids = new Set([...findings.map(({ ruleId }) => ruleId), ...problems.map(({ id }) => id)]);
      warn(`audit: ${counts.join(' and ')} in ${plural(report.objectCount, 'object')} (${[...ids].join(', ')})\n`);
    }
    const loud = problems.filter(({ level }) => level !== RuleLevel.NOTE);
    for (const { level, id, constructPath, message } of loud) {
      warn(`audit: ${level} ${id}: ${atConstruct(constructPath, message)}\n`);
    }
  }
}

function expectSuppression(path: string, options: AuditSuppressOptions): void {
  expectOptions(`${path}: Audit.suppress`, options, ['ruleId', 'reason', 'expires', 'at']);
  for (const key of ['ruleId', 'reason', 'expires', 'at'] as const) {
    const text: unknown = options[key];
    if (typeof text !== 'string' && (text !== undefined || key === 'ruleId' || key === 'reason')) {
      throw new Error(`${path}: Audit.suppress: ${key} must be a text, got ${shownValue(text)}`);
    }
  }
}

function errorOf({ ruleId, message, pointer, subject }: AuditFinding, remediation: string): string {
  const where = pointer === '' ? '' : ` at ${pointer}`;
  return atConstruct(
    subject.constructPath, `${titleOf(subject)}: ${message} (${ruleId}${where}). ${remediation.replace(/\.$/, '')}`,
  );
}

/** Help for an error that the reader does not understand or does not want to fix. Shown once, after the last error. */
function furtherHelp(ruleId: string): string {
  return `For the reason behind a rule, run: npx strongbox explain ${ruleId}. To accept its findings, give a reason: `
    + `Audit.suppress(construct, { ruleId: '${ruleId}', reason: '…' }), or the annotation `
    + `cdk8s-strongbox/suppress.${ruleId}.`;
}

/** The path of the app itself is empty. */
function atConstruct(constructPath: string | undefined, message: string): string {
  return printable(constructPath === undefined || constructPath === '' ? message : `${constructPath}: ${message}`);
}
