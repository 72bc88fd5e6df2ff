import { artifactUri } from './artifact-uri';
import { ReportInput } from './report-input';
import { titleOf } from './summary';
import { packageFile, pageOf, TOOL_NAME } from './tool';
import { jsonText, printable } from '../../redaction/printable';
import { RuleLevel } from '../../rules/finding';
import { RuleCategory, RuleMetadata } from '../../rules/rule';
import { AuditedObject, AuditFinding, AuditLocation, AuditProblem, AuditSuppression } from '../audit-report';

/** Published location of the schema, by which readers of SARIF identify it. */
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Base of relative paths. Readers of SARIF resolve this name to the root of the sources. */
const ROOT = '%SRCROOT%';

/** Name and version of the fingerprint algorithm. */
const FINGERPRINT = 'strongboxFinding/v1';

export interface SarifOptions {
  /** Folder that paths are made relative to: the root of the repository, so that code scanning finds the files. */
  readonly root: string;

  /** Folder that the paths of the report start from. */
  readonly cwd: string;
}

/**
 * The report as SARIF 2.1.0. It contains every rule that was checked, so that a reader can close findings that are
 * gone.
 */
export function renderSarif({ report, rules }: ReportInput, options: SarifOptions): string {
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const { version, homepage } = packageFile();
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: TOOL_NAME,
          version,
          informationUri: homepage,
          rules: rules.map(ruleOf),
        },
      },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: report.problems.every(({ level }) => level !== RuleLevel.ERROR),
        toolExecutionNotifications: report.problems.map((problem) => notificationOf(problem, options)),
      }],
      results: report.findings.map((finding) => resultOf(finding, indexes.get(finding.ruleId), options)),
    }],
  });
}

function ruleOf({ id, category, title, rationale, remediation, level, references }: RuleMetadata): object {
  const page = category === RuleCategory.CUSTOM ? references[0]?.url : pageOf(id);
  return {
    id,
    name: id.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join(''),
    shortDescription: { text: sentence(title) },
    fullDescription: { text: rationale },
    help: {
      text: `${rationale}\n\n${remediation}`,
      markdown: [
        rationale,
        `**What to do:** ${remediation}`,
        ...references.map((reference) => `- [${reference.title}](${reference.url})`),
      ].join('\n\n'),
    },
    ...(page === undefined ? {} : { helpUri: page }),
    defaultConfiguration: { level },
    properties: { tags: ['security', 'kubernetes', category.replaceAll(' ', '-')] },
  };
}

function resultOf(finding: AuditFinding, ruleIndex: number | undefined, options: SarifOptions): object {
  const { ruleId, level, subject, location, message, pointer, fingerprint, suppression } = finding;
  return {
    ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level,
    message: { text: printable(`${titleOf(subject)}: ${message}`) },
    locations: [{
      ...(location === undefined ? {} : physical(location, options)),
      logicalLocations: [logical(subject, pointer)],
    }],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    suppressions: suppression === undefined ? [] : [suppressionOf(suppression)],
  };
}

function physical(location: AuditLocation, { root, cwd }: SarifOptions): object {
  const { uri, relative } = artifactUri(location.file, root, cwd);
  return {
    physicalLocation: {
      artifactLocation: relative ? { uri, uriBaseId: ROOT } : { uri },
      region: {
        startLine: location.line,
        startColumn: location.column,
        endLine: location.endLine,
        endColumn: location.endColumn,
      },
    },
  };
}

function logical({ apiVersion, kind, name, objectNamespace, constructPath }: AuditedObject, pointer: string): object {
  return {
    name: name === '' ? kind : name,
    fullyQualifiedName: constructPath
      ?? [apiVersion, kind, ...(objectNamespace === undefined ? [] : [objectNamespace]), name].join('/'),
    kind: 'resource',
    properties: { pointer },
  };
}

function suppressionOf({ reason, expires, origin }: AuditSuppression): object {
  return {
    kind: origin === 'baseline' ? 'external' : 'inSource',
    status: 'accepted',
    justification: printable(reason),
    properties: { origin, ...(expires === undefined ? {} : { expires }) },
  };
}

function notificationOf({ id, level, message, location, constructPath }: AuditProblem, options: SarifOptions): object {
  const logicalLocations = constructPath === undefined ? [] : [{ fullyQualifiedName: constructPath }];
  const place = {
    ...(location === undefined ? {} : physical(location, options)),
    ...(logicalLocations.length === 0 ? {} : { logicalLocations }),
  };
  return {
    descriptor: { id },
    level,
    message: { text: printable(message) },
    ...(Object.keys(place).length === 0 ? {} : { locations: [place] }),
  };
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
