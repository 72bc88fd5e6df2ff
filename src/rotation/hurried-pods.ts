import { selectorText } from './lookups';
import { inNamespace } from './names';
import { PlanAction } from './plan';
import { FoundUse } from './users';
import { secondsInWords } from '../facts/durations';
import { LONGEST_FETCH_SECONDS } from '../facts/holding';
import { LONGEST_SYNC_SECONDS } from '../facts/updates';
import { at } from '../manifest/read';
import { Resource } from '../manifest/resource';
import { shellWord } from '../redaction/shell-word';

/** A changed annotation of a pod has its kubelet write the files of its volumes at once. */
export function hurriedFiles(uses: readonly FoundUse[]): PlanAction[] {
  const commands = annotationsOf(uses.filter(({ use }) => use.how === 'file' && use.seen.when === 'within'));
  return commands.length === 0 ? [] : [{
    text: `The kubelet writes files within ${secondsInWords(LONGEST_SYNC_SECONDS)}, and at once for a pod whose `
      + 'annotations change.',
    commands,
  }];
}

/**
 * A changed annotation of a pod has its kubelet ask the Secrets Store CSI driver again, which fetches where its
 * rotation is on. A fetch that is close to the change proves nothing to `rotate wait`, see `facts/driver-mounts`.
 */
export function hurriedFetches(uses: readonly FoundUse[], haste: 'urgent' | 'proof'): PlanAction[] {
  const files = uses.filter(({ use }) => use.how === 'csi-file' && ['within', 'unknown'].includes(use.seen.when));
  const commands = annotationsOf(files);
  if (commands.length === 0) {
    return [];
  }
  const condition = files.every(({ use }) => use.seen.when === 'within')
    ? 'The Secrets Store CSI driver fetches files again' : 'If the Secrets Store CSI driver runs with '
      + '--enable-secret-rotation, it fetches files again, and otherwise only for a new pod. It does so';
  const wait = `${LONGEST_FETCH_SECONDS} s after the change`;
  return [{
    text: `${condition} at once for a pod whose annotations change, unless it did so within its poll interval.`
      + (haste === 'proof' ? ` Do this no sooner than ${wait}: a fetch before that does not prove to rotate wait that `
        + 'the files are new.' : ''),
    commands: [...haste === 'proof' ? [`sleep ${LONGEST_FETCH_SECONDS}`] : [], ...commands],
  }];
}

/** Commands that change an annotation of the pods of some uses, each workload once. */
function annotationsOf(uses: readonly FoundUse[]): string[] {
  const workloads = new Set<Resource>(uses.flatMap(({ pod }) => (pod === undefined ? [] : [pod.resource])));
  return [...workloads].flatMap((resource) => {
    const labels = selectorText(at(resource.object, 'spec', 'selector'));
    const where = inNamespace(resource.namespace);
    const annotation = 'cdk8s-strongbox/rotated="$(date +%s)" --overwrite';
    return resource.kind === 'Pod' ? [`kubectl annotate ${shellWord(`pod/${resource.name}`)}${where} ${annotation}`]
      : labels === undefined ? [] : [`kubectl annotate pods${where} -l ${shellWord(labels)} ${annotation}`];
  });
}
