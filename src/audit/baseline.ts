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

/** How many entries a problem names before the number of the rest. */
const NAMED = 5;

/** A finding that existed when the baseline was written. Only the fingerprint is used; the rest is for readers. */
interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;

  /** The object in words. */
  readonly subject: string;

  /** Path relative to the folder of the baseline. */
  readonly file?: string;
}

/** Findings that a project accepts for now. */
export class Baseline {
  /** Path when none is given. */
  public static readonly DEFAULT_PATH = 'strongbox-baseline.json';

  /** @throws InputError when the file does not exist or is not a baseline; the error never quotes the file */
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

  /** The baseline of a report: every finding that is not suppressed and may be. */
  public static of(path: string, report: AuditReport, preset: RulePreset): Baseline {
    const folder = dirname(resolve(path));
    const entries = report.findings
      .filter(({ suppression, ruleId }) => suppression === undefined && !preset.unsuppressible.includes(ruleId))
      .map(({ fingerprint, ruleId, subject }) => ({
        fingerprint,
        ruleId,
        subject: titleOf(subject),
        file: fileOf(subject.location?.file, folder),
      }));
    const keyOf = ({ file = '', subject, ruleId, fingerprint }: BaselineEntry) =>
      [file, subject, ruleId, fingerprint].join('\n');
    return new Baseline(path, entries.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)));
  }

  private constructor(private readonly path: string, private readonly entries: readonly BaselineEntry[]) {}

  public get size(): number {
    return this.entries.length;
  }

  /**
   * Writes the file in one step: whatever fails, either the old or the new file is there.
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

  /** The report with findings of the baseline suppressed, and a problem for entries of the baseline that are gone. */
  public applyTo(report: AuditReport, preset: RulePreset, files: readonly string[]): AuditReport {
    const known = new Set(this.entries.map(({ fingerprint }) => fingerprint));
    const suppression = { reason: `it was present when ${named(fromHere(this.path))} was written`, origin: 'baseline' };
    const findings = report.findings.map((finding): AuditFinding => {
      const covered = finding.suppression === undefined && known.has(finding.fingerprint)
        && !preset.unsuppressible.includes(finding.ruleId);
      return covered ? { ...finding, suppression } : finding;
    });
    return { ...report, findings, problems: [...report.problems, ...this.gone(report, files)] };
  }

  /** Entries without a finding, of rules that were checked and files that were read or no longer exist. */
  private gone(report: AuditReport, files: readonly string[]): AuditProblem[] {
    const folder = dirname(resolve(this.path));
    const found = new Set(report.findings.map(({ fingerprint }) => fingerprint));
    const checked = new Set(report.ruleIds);
    const read = new Set(files.map((file) => fileOf(file, folder)));
    const gone = this.entries.filter(({ fingerprint, ruleId, file }) => !found.has(fingerprint) && checked.has(ruleId)
      && (file === undefined || read.has(file) || !existsSync(resolve(folder, file))));
    if (gone.length === 0) {
      return [];
    }
    const names = gone.slice(0, NAMED).map(({ ruleId, subject }) => `${named(ruleId)} in ${named(subject)}`);
    const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : '';
    return [{
      id: 'baseline-outdated',
      level: RuleLevel.NOTE,
      message: `${named(fromHere(this.path))} contains findings that are gone: ${names.join(', ')}${more}; `
        + 'update it with --write-baseline',
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
  return [fingerprint, ruleId, subject].every((text) => typeof text === 'string')
    && (file === undefined || typeof file === 'string');
}
