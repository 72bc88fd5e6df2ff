import { containersOf, mountsOf, volumesIn } from './workload-pods';
import { givenVolume } from '../facts/volume-ownership';
import { claimsMountedIn } from '../manifest/claims';
import { Pod } from '../manifest/pod';
import { textOf } from '../manifest/read';
import { quoted } from '../redaction/quoted';

/** Words for the volumes of a pod that have files from before it and are given to its fsGroup. */
export function keptVolumes(pod: Pod): string[] {
  // The kubelet leaves out volumes that nothing mounts, and disks without a file system are not mounts.
  const mounted = new Set(containersOf(pod).flatMap(({ spec }) => mountsOf(spec)).map(({ name }) => textOf(name)));
  const described = volumesIn(pod).flatMap((volume) => {
    const name = textOf(volume.name);
    const given = givenVolume(volume);
    return given === undefined ? [] : [{
      name, words: given.claim === '' ? `type ${given.source}` : `claim ${quoted(given.claim)}`,
    }];
  });
  const claimed = claimsMountedIn(pod).map((name) => ({ name, words: 'a claim template' }));
  return [...described, ...claimed].filter(({ name }, index, all) =>
    mounted.has(name) && all.findIndex((other) => other.name === name) === index)
    .map(({ name, words }) => `volume ${quoted(name)} (${words})`);
}
