import { createHash } from 'crypto';

const MAX_LENGTH = 63;
const HASH_LENGTH = 8;
const LABEL = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * A name for a volume: the id of the construct as a DNS label. A hash of its path follows only where the id alone is
 * taken in this pod, too long, or without a letter or digit.
 *
 * @param id id of the construct that the volume is for
 * @param constructPath its path
 * @param isTaken whether another volume of the pod has a name
 */
export function volumeName(id: string, constructPath: string, isTaken: (name: string) => boolean): string {
  const label = asLabel(id);
  if (label !== '' && label.length <= MAX_LENGTH && !isTaken(label)) {
    return label;
  }
  const stem = (label === '' ? 'volume' : label).substring(0, MAX_LENGTH - HASH_LENGTH - 1).replace(/-$/, '');
  for (let attempt = 0; ; attempt++) {
    const hash = createHash('sha256').update(`${constructPath}\0${attempt}`).digest('hex').substring(0, HASH_LENGTH);
    if (!isTaken(`${stem}-${hash}`)) {
      return `${stem}-${hash}`;
    }
  }
}

/** The letters and digits of an id, its words in lower case and with a dash between them; empty where it has none. */
function asLabel(id: string): string {
  return LABEL.test(id) ? id : id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
