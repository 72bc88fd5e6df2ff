import { existsSync, readFileSync } from 'fs';
import { dirname, relative, resolve, sep } from 'path';
import { AuditFinding, AuditProblem, AuditReport } from './audit-report';
import { InputError } from './input-error';
import { titleOf } from './reports/summary';
import { fromHere } from './shown-path';
import { writeFile } from '../output/durable-file';
import { jsonText } from '../redaction/printable';
import { mayBeShown, named, quoted } from '../redaction/quoted';
import { reasonOf } from '../redaction/system-error';
import { RuleLevel } from '../rules/finding';
import { RulePreset } from '../rules/rule-preset';

const VERSION = 1;

/** Names of entries that a problem gives before it says how many more there are. */
const NAMED = 5;

/** One finding that was there when the baseline was written. All but the fingerprint is for its readers. */
interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;

  /** The object in words. */
  readonly subject: string;

  /** Path from the folder of the baseline. */
  readonly file?: string;
}

/** Findings that a project has decided to live with for now. */
export class Baseline {
  /** Where none is named. */
  public static readonly DEFAULT_PATH = 'strongbox-baseline.json';

  /** @throws InputError when the file does not exist or is not a baseline; never with a word of it */
  public static read(path: string): Baseline {
    const name = fromHere(path);
    if (!existsSync(path)) {
      throw new InputError(`there is no baseline ${quoted(name)}; write one: `
        + `strongbox audit … --baseline ${mayBeShown(name) ? name : '<file>'} --write-baseline, `
        + 'or audit.writeBaseline() of Audit.attach');
    }
    const { version, findings } = contentOf(path, name);
    if (version !== VERSION || !Array.isArray(findings) || !findings.every(isEntry)) {
      throw new InputError(`${named(name)} is not a baseline of version ${VERSION}; write it again with ` +
        '--write-baseline');
    }
    return new Baseline(path, findings);
  }

  /** The baseline that a report comes to: every finding that counts and may be suppressed. */
  public static of(path: string, report: AuditReport, preset: RulePreset): Baseline {
    const folder = dirname(resolve(path));
    const entries = report.findings
      .filter(({ suppression, ruleId }) => suppression === undefined && !preset.unsuppressible.includes(ruleId))
      .map(({ fingerprint, ruleId, subject }) => ({ fingerprint, ruleId, subject: titleOf(subject), file: fileOf(subject.location?.file, folder) }));
    const keyOf = ({ file = '', subject, ruleId, fingerprint }: BaselineEntry) => [file, subject, ruleId, fingerprint].join('\n');
    return new Baseline(path, entries.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)));
  }

  private constructor(private readonly path: string, private readonly entries: readonly BaselineEntry[]) {}

  public get size(): number {
    return this.entries.length;
  }

  /**
   * Writes the file in one step: whatever fails, the old one is there or the new one.
   *
   * @throws InputError when it cannot be written
   */
  public write(): void {
    try {
      writeFile('the baseline', this.path, this.text());
    } catch (error) {
      throw new InputError((error as Error).message);
    }
  }

  private text(): string {
    return jsonText({ version: VERSION, findings: this.entries });
  }

  /** The report in which findings of the baseline do not count, and which says what of the baseline is gone. */
  public applyTo(report: AuditReport, preset: RulePreset, files: readonly string[]): AuditReport {
    const known = new Set(this.entries.map(({ fingerprint }) => fingerprint));
    const suppression = { reason: `it was there when ${named(fromHere(this.path))} was written`, origin: 'baseline' };
    const findings = report.findings.map((finding): AuditFinding => {
      const covered = finding.suppression === undefined && known.has(finding.fingerprint) && !preset.unsuppressible.includes(finding.ruleId);
      return covered ? { ...finding, suppression } : finding;
    });
    return { ...report, findings, problems: [...report.problems, ...this.gone(report, files)] };
  }

  /** Entries of rules that were asked and files that were read, or are no more, which no finding has. */
  private gone(report: AuditReport, files: readonly string[]): AuditProblem[] {
    const folder = dirname(resolve(this.path));
    const found = new Set(report.findings.map(({ fingerprint }) => fingerprint));
    const asked = new Set(report.ruleIds);
    const read = new Set(files.map((file) => fileOf(file, folder)));
    const gone = this.entries.filter(({ fingerprint, ruleId, file }) => !found.has(fingerprint) && asked.has(ruleId)
      && (file === undefined || read.has(file) || !existsSync(resolve(folder, file))));
    if (gone.length === 0) {
      return [];
    }
    const names = gone.slice(0, NAMED).map(({ ruleId, subject }) => `${named(ruleId)} in ${named(subject)}`);
    const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : '';
    return [{
      id: 'baseline-outdated',
      level: RuleLevel.NOTE,
      message: `${named(fromHere(this.path))} has findings that are gone: ${names.join(', ')}${more}; `
        + 'renew it with --write-baseline',
    }];
  }
}

function contentOf(path: string, name: string): { readonly version?: unknown; readonly findings?: unknown } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read the baseline ${named(name)}: ${reasonOf(error)}`);
  }
  try {
    return (JSON.parse(text) ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  } catch {
    throw new InputError(`cannot read the baseline ${named(name)}: it is not JSON; write it again with ` +
      '--write-baseline');
  }
}

function fileOf(file: string | undefined, folder: string): string | undefined {
  return file === undefined || file === '<stdin>' ? undefined : relative(folder, resolve(file)).split(sep).join('/');
}

function isEntry(value: unknown): value is BaselineEntry {
  const { fingerprint, ruleId, subject, file } = (value ?? {}) as Record<string, unknown>;
  return [fingerprint, ruleId, subject].every((text) => typeof text === 'string') && (file === undefined || typeof file === 'string');
}
