import { Answer } from './answer';
import { isNeitherYesNorNo, isYes } from './yes';

/** Prefix of the annotations that Stakater Reloader reads. */
const RELOADER = 'reloader.stakater.com';

/** What Reloader watches, in the words of its annotations. */
export type ReloaderSubject = 'secret' | 'configmap' | 'secretproviderclass';

/** The kinds that Reloader watches. */
export const RELOADER_SUBJECTS = [
  ['Secret', 'secret'], ['ConfigMap', 'configmap'], ['SecretProviderClass', 'secretproviderclass'],
] as const;

/** The annotation with the names of the objects whose change restarts a workload. */
export function reloaderNames(subject: ReloaderSubject): string {
  return `${subject}.${RELOADER}/reload`;
}

const AUTO = `${RELOADER}/auto`;

/** The annotation of a workload that makes a change of a marked object restart it. */
export const RELOADER_SEARCH = `${RELOADER}/search`;

/** The mark of such an object. */
export const RELOADER_MATCH = `${RELOADER}/match`;

const IGNORE = `${RELOADER}/ignore`;

function typedAuto(subject: ReloaderSubject): string {
  return `${subject}.${RELOADER}/auto`;
}

/** The annotation with the names of objects whose change restarts no pods. */
function excluded(subject: ReloaderSubject): string {
  return `${subject === 'secretproviderclass' ? 'secretproviderclasse' : subject}s.exclude.${RELOADER}/reload`;
}

/** The annotations that Reloader reads on a workload or its pod template, and nowhere else. */
export const OF_WORKLOADS: readonly string[] = [
  AUTO, RELOADER_SEARCH,
  ...RELOADER_SUBJECTS.flatMap(([, subject]) => [typedAuto(subject), reloaderNames(subject), excluded(subject)]),
];

/** What the names of annotations end in that turn something on. */
const WORDS = ['auto', 'reload', 'search', 'match', 'ignore'];

const KNOWN: readonly string[] = [...OF_WORKLOADS, RELOADER_MATCH, IGNORE];

/**
 * Annotations that look like those of Reloader, and that it does not read: a misspelt subject or word. What only tunes
 * a restart is left out.
 *
 * @see https://github.com/stakater/Reloader/blob/v1.4.21/internal/pkg/options/flags.go
 */
export function unknownToReloader(annotations: Annotations): string[] {
  return Object.keys(annotations).filter((name) => {
    const [domain, word = ''] = name.toLowerCase().split('/');
    return (domain === RELOADER || domain.endsWith(`.${RELOADER}`)) && WORDS.includes(word) && !KNOWN.includes(name);
  });
}

/** The annotation that was probably meant by one that Reloader does not read. */
export function meantForReloader(name: string): string | undefined {
  const singular = name.toLowerCase().replace(/s\.(?=reloader\.)/, '.');
  return [name.toLowerCase(), singular].find((each) => KNOWN.includes(each));
}

/** Annotations by name. */
interface Annotations {
  readonly [name: string]: unknown;
}

/**
 * The annotations that decide for one subject: those of the workload, or those of its pod template where the workload
 * has none that turns anything on.
 */
export function decidingAnnotations(
  subject: ReloaderSubject, workload: Annotations, template: Annotations,
): 'workload' | 'template' {
  return [reloaderNames(subject), AUTO, typedAuto(subject), RELOADER_SEARCH].some((name) =>
    Object.hasOwn(workload, name))
    || [reloaderNames(subject), AUTO, typedAuto(subject), RELOADER_SEARCH].every((name) =>
      !Object.hasOwn(template, name))
    ? 'workload' : 'template';
}

/** Whether annotations restart a workload at a change of any object of a subject that its pods use. */
export function reloadsAll(subject: ReloaderSubject, annotations: Annotations): boolean {
  return isYes(annotations[AUTO]) || isYes(annotations[typedAuto(subject)]);
}

/** The patterns of names that annotations list for a subject. */
export function reloaderPatterns(subject: ReloaderSubject, annotations: Annotations): string[] {
  const list = annotations[reloaderNames(subject)];
  return typeof list === 'string' ? list.split(',').map((name) => name.trim()).filter((name) => name !== '') : [];
}

/** What is simple enough to be evaluated in a time that grows with the length of the name alone. */
const SIMPLE_PATTERN = /^(?:[a-z0-9.-]|\\[.-]|\.[*+])+$/;

/**
 * Whether a name that an annotation lists, which is a regular expression, matches that of an object. `unknown` for an
 * expression that is not evaluated here, since it could take for ever.
 */
export function patternMatches(pattern: string, name: string): Answer {
  if (pattern === name) {
    return 'yes';
  }
  const isSimple = SIMPLE_PATTERN.test(pattern) && (pattern.match(/[*+]/g) ?? []).length <= 2;
  return !isSimple ? 'unknown' : new RegExp(`^${pattern}$`).test(name) ? 'yes' : 'no';
}

/** An object that the pods of a workload use. */
export interface ReloaderObject {
  readonly name: string;

  /** Undefined where they are not known. */
  readonly annotations: Annotations | undefined;
}

/**
 * Whether Reloader restarts a workload when an object changes that its pods use. `unknown` where that depends on
 * annotations of the object that are not known, or on a regular expression.
 *
 * @see https://github.com/stakater/Reloader/blob/v1.4.21/pkg/common/common.go
 */
export function reloaderRestarts(
  subject: ReloaderSubject, workload: Annotations, template: Annotations, { name, annotations }: ReloaderObject,
): Answer {
  const deciding = decidingAnnotations(subject, workload, template) === 'workload' ? workload : template;
  const left = workload[excluded(subject)];
  if (annotations?.[IGNORE] === 'true'
    || (typeof left === 'string' && left.split(',').some((each) => each.trim() === name))) {
    return 'no';
  }
  const named = reloaderPatterns(subject, deciding).map((pattern) => patternMatches(pattern, name));
  if (named.includes('yes') || reloadsAll(subject, deciding)) {
    return 'yes';
  }
  if (deciding[RELOADER_SEARCH] !== 'true') {
    return named.includes('unknown') ? 'unknown' : 'no';
  }
  return annotations === undefined ? 'unknown' : annotations[RELOADER_MATCH] === 'true' ? 'yes'
    : named.includes('unknown') ? 'unknown' : 'no';
}

/** An annotation that turns something on, whose value Reloader takes for no; undefined where there is none. */
export function misreadSwitch(annotations: Annotations): string | undefined {
  return Object.entries(annotations).find(([name, value]) => typeof value === 'string' && value !== ''
    && (name === RELOADER_SEARCH ? value !== 'true' && (isYes(value) || isNeitherYesNorNo(value))
      : (name === AUTO || RELOADER_SUBJECTS.some(([, subject]) => name === typedAuto(subject)))
        && isNeitherYesNorNo(value)))?.[0];
}
