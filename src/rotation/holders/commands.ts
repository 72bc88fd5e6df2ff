import { Holder } from './judgement';
import { Makers } from './running-pods';
import { Pod } from '../../manifest/pod';
import { shellWord } from '../../redaction/shell-word';
import { inNamespace } from '../names';
import { commandsOf } from '../restarts';

/** What ends it that a container of a pod has an old value; nothing where it ends without anybody. */
export function commandsThatEnd(
  pod: Pod, makers: Makers, because: Holder['because'], isHurried: boolean,
): readonly string[] {
  const { resource } = pod;
  const where = inNamespace(resource.namespace);
  const word = shellWord(`pod/${resource.name}`);
  switch (because) {
    case 'not-synced':
      return isHurried
        ? [] : [`kubectl annotate ${word}${where} cdk8s-strongbox/rotated="$(date +%s)" --overwrite`];
    case 'may-start':
    case 'ending':
    case 'vanished':
    case 'not-changed':
    case 'immutable':
      return [];
    default: {
      const maker = makers.of(resource).at(-1);
      const template = maker === undefined ? undefined : makers.templateOf(maker);
      const commands = template === undefined || template.kind.life === 'once' ? [] : commandsOf(template);
      return commands.length > 0 ? commands : [`kubectl delete ${word}${where}`];
    }
  }
}
