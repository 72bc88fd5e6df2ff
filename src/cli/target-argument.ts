import { UsageError } from './usage-error';
import { quoted } from '../redaction/quoted';
import { parseTarget, TargetRequest } from '../rotation/find-target';

/**
 * The target of the commands on rotations, as it stands on the command line.
 *
 * @throws UsageError when the text is not a target
 */
export function targetArgument(target: string, namespace: string | undefined): TargetRequest {
  const parsed = parseTarget(target);
  if (parsed === undefined) {
    throw new UsageError(
      `${quoted(target)} is not a target; write NAME or NAME/KEY for a Secret, configmap:NAME[/KEY] or `
        + 'store:PATH[#PART]',
    );
  }
  return { ...parsed, ...(namespace === undefined ? {} : { namespace }) };
}
