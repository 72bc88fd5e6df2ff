import { IConstruct } from 'constructs';
import { StatedSuppression, Suppression, suppressionFault } from './suppression';
import { named } from '../../redaction/quoted';

/** Type of the metadata entries that say what a construct suppresses. */
const METADATA_TYPE = 'cdk8s-strongbox:suppress';

interface SuppressionEntry extends StatedSuppression {
  readonly ruleId: string;
}

/**
 * Writes down at a construct that findings do not count. It is metadata of the construct tree: nothing of it is in a manifest.
 *
 * @throws if the reason, the day or the place is none, or the reason has a day in it
 */
export function suppressAt(construct: IConstruct, entry: SuppressionEntry): void {
  const fault = suppressionFault(entry, 'give it as `expires`, like 2027-01-31');
  if (fault !== undefined) {
    throw new Error(`${construct.node.path}: the rule '${named(entry.ruleId)}' is not suppressed: ${fault}`);
  }
  construct.node.addMetadata(METADATA_TYPE, entry);
}

/** What some constructs suppress, by construct. */
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
