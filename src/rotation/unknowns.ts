import { RotationIndex } from './lookups';
import { joinedShort, planObject, titleOf } from './names';
import { OrderInput } from './order';
import { isOfRun } from './restarts';
import { declaredFor, FoundUse } from './users';
import { findsByPattern } from '../manifest/store-values';

/** What the input does not tell, as sentences. A plan that keeps silent about it would be taken for the whole. */
export function unknownsOf(index: RotationIndex, input: OrderInput, uses: readonly FoundUse[]): string[] {
  const { target, sources, carriers, shape } = input;
  return [
    ...(sources.some(({ how }) => how === 'unknown') ? ['Where the value comes from, and who else has it there.'] : []),
    ...(target.kind !== 'ConfigMap' && shape === 'unknown'
      ? [
        'What kind of credential it is: its type and the names of its keys do not show it. So what checks it is '
            + 'not known.',
      ]
      : []),
    ...rereads(uses),
    ...named(
      uses.filter(({ use }) => use.seen.when === 'unknown' && use.how !== 'csi-file'),
      'When a change is seen by',
      '; that is up to what reads it.',
    ),
    ...(uses.some(({ use }) => use.how === 'csi-file' && use.seen.when === 'unknown')
      ? [
        'Whether the driver of CSI volumes fetches a new value again: its DaemonSet is not in the input '
            + '(enable-secret-rotation is off by default).',
      ]
      : []),
    ...named(
      uses.filter(({ use }) => !use.certain),
      'Whether this value is what is read by',
      '; only a name, or a path without its store, says so.',
    ),
    ...patterns(index, input),
    ...(carriers.places.length === 0
      ? []
      : [
        'Who reads the store besides: other clusters, pipelines and people are not in the input. The audit log of '
            + 'the store has them.',
      ]),
    ...(target.kind === 'ConfigMap' || input.servers.length > 0 || shape === 'certificate' || shape === 'authority'
      ? []
      : [
        'What checks the value: no workload of the input shows that it is the server. If one is, plan for both ends.',
      ]),
  ];
}

function rereads(uses: readonly FoundUse[]): string[] {
  const live = uses.filter((each) => {
    const { use, pod } = each;
    const [kind, name] = use.of.split(/[ /]/).filter((_, index, parts) => index === 0 || index === parts.length - 1);
    return use.seen.when === 'within' && use.container !== undefined && !isOfRun(each)
      && declaredFor(pod, kind, name) === undefined;
  });
  return named(live, 'Whether a changed file is read again by the processes of', '; no manifest shows it.');
}

function named(uses: readonly FoundUse[], before: string, after: string): string[] {
  const names = [...new Set(uses.map(({ use }) => titleOf(use.user)))];
  return names.length === 0 ? [] : [`${before} ${joinedShort(names)}${after}`];
}

/** ExternalSecrets that look for names: of which places is not in the manifest. */
function patterns(index: RotationIndex, { carriers }: OrderInput): string[] {
  if (carriers.places.length === 0) {
    return [];
  }
  const finders = ['ExternalSecret', 'ClusterExternalSecret']
    .flatMap((kind) => index.graph.ofKind('external-secrets.io', kind))
    .filter(findsByPattern)
    .map((resource) => titleOf(planObject(resource)));
  return finders.length === 0
    ? []
    : [
      `Whether ${joinedShort(finders)} ${finders.length === 1 ? 'takes' : 'take'} a copy: names are looked for by a `
          + 'pattern.',
    ];
}
