import { Answer } from './answer';
import { patternMatches } from './reloader';
import { isYes } from './yes';

/** Annotations by name. */
interface Annotations {
  readonly [name: string]: unknown;
}

const REFLECTOR = 'reflector.v1.k8s.emberstack.com';
const REPLICATOR = 'replicator.v1.mittwald.de';
const SYNCER = ['kubed.appscode.com/sync', 'config-syncer.appscode.com/sync'];

/**
 * Whether a controller copies a Secret or ConfigMap into another namespace, as its annotations say. `unknown` where
 * labels of the namespace decide, or an expression that is not evaluated here.
 *
 * @see https://github.com/emberstack/kubernetes-reflector
 * @see https://github.com/mittwald/kubernetes-replicator
 * @see https://config-syncer.com/docs/
 */
export function isCopiedInto(annotations: Annotations, namespace: string): Answer {
  return any([
    isYes(annotations[`${REFLECTOR}/reflection-allowed`]) && isYes(annotations[`${REFLECTOR}/reflection-auto-enabled`])
      ? every(['allowed', 'auto'].map((list) => {
        const text = annotations[`${REFLECTOR}/reflection-${list}-namespaces`];
        return typeof text === 'string' && text.trim() !== '' ? listed(text, namespace) : 'yes';
      })) : 'no',
    typeof annotations[`${REPLICATOR}/replicate-to`] === 'string'
      ? listed(String(annotations[`${REPLICATOR}/replicate-to`]), namespace) : 'no',
    annotations[`${REPLICATOR}/replicate-to-matching`] !== undefined ? 'unknown' : 'no',
    ...SYNCER.map((name): Answer => !Object.hasOwn(annotations, name) ? 'no'
      : annotations[name] === '' ? 'yes' : 'unknown'),
  ]);
}

function listed(list: string, namespace: string): Answer {
  return any(list.split(',').map((each) => each.trim()).filter((each) => each !== '')
    .map((pattern) => patternMatches(pattern, namespace)));
}

function any(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function every(answers: readonly Answer[]): Answer {
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';
}

/**
 * Where objects have their annotations, or those of the Secrets that controllers make from them: SealedSecret,
 * ExternalSecret, Certificate, objects of the Vault Secrets Operator.
 */
export const ANNOTATIONS_OF_SECRETS: readonly (readonly string[])[] = [
  ['metadata', 'annotations'],
  ['spec', 'template', 'metadata', 'annotations'],
  ['spec', 'target', 'template', 'metadata', 'annotations'],
  ['spec', 'secretTemplate', 'annotations'],
  ['spec', 'destination', 'annotations'],
];
