import { Holder } from './judgement';
import { Makers } from './running-pods';
import { Pod } from '../../manifest/pod';
import { shellWord } from '../../redaction/shell-word';
import { inNamespace } from '../names';
import { commandsOf } from '../restarts';

/**
 * Whether it helps to have the kubelet look after a pod at once, as it does where annotations of the pod change, and
 * with it the driver of CSI volumes. `early`: it would be too soon. `done`: it did already, or does not help.
 */
export type Haste = 'helps' | 'early' | 'done';

/** What ends it that a container of a pod has an old value; nothing where it ends without anybody. */
export function commandsThatEnd(
  pod: Pod, makers: Makers, because: Holder['because'], haste: Haste,
): readonly string[] {
  const { resource } = pod;
  const where = inNamespace(resource.namespace);
  const word = shellWord(`pod/${resource.name}`);
  if (because === 'not-synced' || (because === 'not-fetched' && haste !== 'done')) {
    return haste === 'helps'
      ? [`kubectl annotate ${word}${where} cdk8s-strongbox/rotated="$(date +%s)" --overwrite`] : [];
  }
  switch (because) {
    case 'may-start':
    case 'ending':
    case 'vanished':
    case 'not-changed':
    case 'immutable':
    case 'reads-again':
      return [];
    default: {
      const maker = makers.of(resource).at(-1);
      const template = maker === undefined ? undefined : makers.templateOf(maker);
      const commands = template === undefined || template.kind.life === 'once' ? [] : commandsOf(template);
      return commands.length > 0 ? commands : [`kubectl delete ${word}${where}`];
    }
  }
}
