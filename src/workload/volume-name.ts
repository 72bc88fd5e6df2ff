import { createHash } from 'crypto';
import { IConstruct } from 'constructs';

const MAX_LENGTH = 63;
const HASH_LENGTH = 8;

/**
 * A name for a volume: the id of the construct as a DNS label. A hash of its path follows only where the id alone is
 * taken in this pod, too long, or without a letter or digit.
 *
 * @param construct the construct that the volume is for
 * @param taken names of the other volumes of the pod
 */
export function volumeName(construct: IConstruct, taken: ReadonlySet<string>): string {
  const slug = construct.node.id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug !== '' && slug.length <= MAX_LENGTH && !taken.has(slug)) {
    return slug;
  }
  const stem = (slug === '' ? 'volume' : slug).substring(0, MAX_LENGTH - HASH_LENGTH - 1).replace(/-$/, '');
  for (let attempt = 0; ; attempt++) {
    const hash = createHash('sha256').update(`${construct.node.path}\0${attempt}`).digest('hex').substring(0, HASH_LENGTH);
    if (!taken.has(`${stem}-${hash}`)) {
      return `${stem}-${hash}`;
    }
  }
}
