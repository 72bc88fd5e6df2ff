import { YES } from './yes';

/**
 * A controller beside Stakater Reloader and the Vault Secrets Operator that replaces the pods of a workload when a
 * Secret changes, where an annotation turns that on.
 */
export interface AnnotatedRestart {
  /** `wave` follows every Secret and ConfigMap; `store-operator` the Secrets that it makes itself. */
  readonly by: 'wave' | 'store-operator';
  readonly annotation: string;
  readonly values: readonly string[];

  /** Kinds of the group `apps` that it restarts. */
  readonly kinds: readonly string[];

  /** Group of the objects from which it makes Secrets; undefined where it follows those of everybody. */
  readonly makers?: string;

  /** Whether an object from which it makes a Secret may have the annotation instead of the workload. */
  readonly onMaker?: boolean;
}

const DEPLOYMENT = ['Deployment'];
const ROLLED_OUT = [...DEPLOYMENT, 'StatefulSet', 'DaemonSet'];

/**
 * @see https://github.com/wave-k8s/wave/blob/master/pkg/core/required_annotation.go
 * @see https://docs.doppler.com/docs/kubernetes-operator
 * @see https://infisical.com/docs/integrations/platforms/kubernetes/infisical-secret-crd
 * @see https://github.com/1Password/onepassword-operator/blob/main/USAGEGUIDE.md
 */
export const ANNOTATED_RESTARTS: readonly AnnotatedRestart[] = [
  { by: 'wave', annotation: 'wave.pusher.com/update-on-config-change', values: ['true'], kinds: ROLLED_OUT },
  {
    by: 'store-operator',
    annotation: 'secrets.doppler.com/reload',
    values: ['true'],
    kinds: DEPLOYMENT,
    makers: 'secrets.doppler.com',
  },
  {
    by: 'store-operator',
    annotation: 'secrets.infisical.com/auto-reload',
    values: ['true'],
    kinds: ROLLED_OUT,
    makers: 'secrets.infisical.com',
  },
  {
    by: 'store-operator',
    annotation: 'operator.1password.io/auto-restart',
    values: YES,
    kinds: DEPLOYMENT,
    makers: 'onepassword.com',
    onMaker: true,
  },
];

/** Annotations by name. */
interface Annotations {
  readonly [name: string]: unknown;
}

/** What makes a Secret, by the group of its kind. */
export interface SecretMakerObject {
  readonly group: string;
  readonly annotations: Annotations;
}

/** What the pods use. */
export interface FollowedObject {
  readonly kind: string;

  /** What makes it; undefined where the manifest does not show the object. */
  readonly makers: readonly SecretMakerObject[] | undefined;
}

/**
 * The controller that an annotation has replace the pods of a workload of the group `apps` when an object changes that
 * they use. An object that the manifest does not show may be made by any operator.
 *
 * @param places annotations of the workload, and of its pod template
 */
export function annotatedRestart(
  workloadKind: string, places: readonly Annotations[], { kind, makers }: FollowedObject,
): AnnotatedRestart['by'] | undefined {
  return ANNOTATED_RESTARTS.find((row) => {
    const isFollowed = row.makers === undefined ? kind === 'Secret' || kind === 'ConfigMap'
      : kind === 'Secret' && (makers === undefined || makers.some(({ group }) => group === row.makers));
    const isOn = (annotations: Annotations) => Object.hasOwn(annotations, row.annotation)
      && row.values.includes(String(annotations[row.annotation]));
    const own = row.by === 'wave' ? places.slice(0, 1) : places;
    return row.kinds.includes(workloadKind) && isFollowed && (own.some(isOn)
      || (row.onMaker === true && (makers ?? []).some(({ annotations }) => isOn(annotations))));
  })?.by;
}
