import { titleOf } from './names';
import { PlanCopy, PlanSource, PlanTarget, PlanUse } from './plan';
import { DELIVERY_WORDS } from '../facts/deliveries';
import { secondsInWords } from '../facts/durations';
import { Refresh } from '../facts/refresh';

/** What is rotated, in words: `Secret shop/db, key "password"`. */
export function targetInWords({ kind, name, namespace, key }: PlanTarget): string {
  const what = kind === 'store path' ? `the path ${name}` : titleOf({ kind, name, namespace });
  return key === undefined ? what : `${what}, ${kind === 'store path' ? 'part' : 'key'} "${key}"`;
}

/** The container of a use, in words; empty where no container has it. */
export function containerInWords({ container, containerKind }: PlanUse): string {
  return container === undefined ? '' : `${containerKind} ${container}`;
}

/** How something has a value, in words: `environment variable DB_PASSWORD`. */
export function wayInWords({ how, place, keys }: PlanUse): string {
  const words = DELIVERY_WORDS[how];
  const where =
    how === 'variable'
      ? `${words} ${place.replace(/^variable /, '')}`
      : how === 'all-variables' || how === 'image-pull'
        ? words
        : how === 'argument'
          ? `${words.replace('$(VAR)', place)}`
          : `${words}, ${place}`;
  const file = how === 'file' || how === 'sub-path' || how === 'copy';
  return file && keys.length > 0 ? `${where} (${keys.join(', ')})` : where;
}

/** When a use sees a change, in words. */
export function seenInWords({ seen, seconds, restartedBy, certain }: PlanUse): string {
  const restart =
    restartedBy === undefined || (seen.when !== 'start' && seen.when !== 'new-pod')
      ? ''
      : `; ${restartedBy} restarts it`;
  const own = seen.seconds ?? 0;
  const whole = seconds === undefined || seconds <= own
    ? '' : `, and ${secondsInWords(seconds)} after a change of the source`;
  const words = {
    'within': `within ${secondsInWords(own)}${whole}`,
    'start': `at the next start of the container${restart}`,
    'new-pod': `in a new pod${restart}`,
    'next-use': 'at the next use',
    'never': 'never: the object keeps it',
    'unknown': 'not known',
  }[seen.when];
  return certain ? words : `${words} (if it reads this)`;
}

/** When a copy follows a change, as a sentence. */
export function refreshInWords({ when, seconds }: Refresh): string {
  switch (when) {
    case 'at-once': return 'A change is there at once.';
    case 'within': return `A change is there within ${secondsInWords(seconds!)}.`;
    case 'on-change': return 'A change is there when somebody has it look.';
    case 'once': return 'A change never comes on its own.';
    case 'lifetime': return 'It is renewed near the end of its life.';
    case 'unknown': return 'When a change is there is not known.';
  }
}

/** A source in words, and when what it makes follows. */
export function sourceInWords({ text, refresh }: PlanSource): string {
  return refresh === undefined ? text : `${text} ${refreshInWords(refresh)}`;
}

/** A copy in words, and when it follows. */
export function copyInWords({ text, refresh, certain }: PlanCopy): string {
  return `${text}${refresh === undefined ? '' : ' '
    + `${refreshInWords(refresh)}`}${certain ? '' : ' It may be another store.'}`;
}
