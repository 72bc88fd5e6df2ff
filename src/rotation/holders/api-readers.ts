import { CarrierChange } from './changes';
import { commandsThatEnd } from './commands';
import { Unknown } from './judgement';
import { hasEnded, Makers } from './running-pods';
import { isNewPod } from '../../facts/holding';
import { readsSecret } from '../../facts/secret-access';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { createdAt } from '../../manifest/running';
import { titleOf } from '../names';

/**
 * Programs that may have read a Secret through the API server: pods that run as an account to which a Role gives the
 * Secret by its name. Accounts that may read all Secrets are left out: controllers have them, which read again.
 */
export class ApiReaders {
  private readonly makers: Makers;
  private byAccount?: ReadonlyMap<string, readonly Pod[]>;

  public constructor(private readonly graph: Graph) {
    this.makers = new Makers(graph);
  }

  /** The pods from before a change of which nothing shows that they have read the new value. */
  public of({ carrier: { kind, namespace, name }, change }: CarrierChange): Unknown[] {
    if (kind !== 'Secret') {
      return [];
    }
    const grants = this.graph.access.readersOf(namespace, name).filter(({ subject, rules }) =>
      subject.kind === 'ServiceAccount'
      && rules.some((rule) => rule.names.includes(name) && readsSecret(rule, name)));
    return grants.flatMap(({ subject, role }) => (this.pods().get(`${subject.namespace}/${subject.name}`) ?? [])
      .filter((pod) => isFromBefore(pod, change.at))
      .map((pod): Unknown => {
        const commands = commandsThatEnd(pod, this.makers, 'old-process', 'done');
        return {
          id: 'readers',
          about: `pod ${pod.resource.namespace}/${pod.resource.name}`,
          text: `${titleOf(role)} lets its account read ${titleOf({ kind, namespace, name })} through the API server, `
            + `and nothing shows whether it has read it again. New pods make it certain: ${commands.join('; ')}.`,
        };
      }));
  }

  private pods(): ReadonlyMap<string, readonly Pod[]> {
    if (this.byAccount === undefined) {
      const found = new Map<string, Pod[]>();
      for (const pod of this.graph.pods) {
        const { kind, group, namespace } = pod.resource;
        if (kind === 'Pod' && group === '' && !hasEnded(pod.resource)) {
          const id = `${namespace}/${pod.serviceAccount}`;
          found.set(id, [...found.get(id) ?? [], pod]);
        }
      }
      this.byAccount = found;
    }
    return this.byAccount;
  }
}

function isFromBefore({ resource }: Pod, changed: number | undefined): boolean {
  const created = createdAt(resource);
  return created !== undefined && (changed === undefined || !isNewPod(created, changed));
}
