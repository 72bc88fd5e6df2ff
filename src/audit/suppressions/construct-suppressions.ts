import { IConstruct } from 'constructs';
import { StatedSuppression, Suppression, suppressionFault } from './suppression';
import { named } from '../../redaction/quoted';

/** Type of the metadata entries with the suppressions of a construct. */
const METADATA_TYPE = 'cdk8s-strongbox:suppress';

interface SuppressionEntry extends StatedSuppression {
  readonly ruleId: string;
}

/**
 * Records a suppression at a construct. It is metadata of the construct tree and not part of any manifest.
 *
 * @throws Error when the reason, the date or the place is invalid, or the reason contains a date
 */
export function suppressAt(construct: IConstruct, entry: SuppressionEntry): void {
  const fault = suppressionFault(entry, 'set `expires`, like 2027-01-31');
  if (fault !== undefined) {
    throw new Error(`${construct.node.path}: the rule '${named(entry.ruleId)}' is not suppressed: ${fault}`);
  }
  construct.node.addMetadata(METADATA_TYPE, entry);
}

/** The suppressions of some constructs, by construct. */
export function constructSuppressions(constructs: readonly IConstruct[]): Map<IConstruct, Suppression[]> {
  const found = new Map<IConstruct, Suppression[]>();
  for (const construct of constructs) {
    const entries = construct.node.metadata.filter(({ type }) => type === METADATA_TYPE);
    if (entries.length > 0) {
      found.set(construct, entries.map(({ data }) => ({
        ...(data as SuppressionEntry), origin: 'construct', constructPath: construct.node.path,
      })));
    }
  }
  return found;
}
