import { pathBelow } from '../../facts/mount-paths';
import { Graph } from '../../manifest/graph';
import { Pod, Volume, VolumeMount } from '../../manifest/pod';
import { textOf } from '../../manifest/read';
import { KubeletFiles, kubeletFilesOf } from '../../manifest/volume-files';
import { quoted } from '../../redaction/quoted';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const fileInsideMountedVolume: GraphRule = {
  id: 'file-inside-mounted-volume',
  category: RuleCategory.USE,
  title: 'a file is mounted by subPath inside a volume of a Secret or ConfigMap',
  rationale: 'Where something is mounted inside a volume of a Secret, a ConfigMap or a projection, the kubelet makes a '
    + 'directory for it in the volume. A file cannot be mounted over a directory: the container never starts, and says '
    + '"not a directory". Where the volume has a file of that name, the kubelet cannot even write the volume. A whole '
    + 'volume inside another one is fine.',
  remediation: 'Put both into one projected volume, with the paths of their files, or mount the volumes at paths of '
    + 'which none is inside the other.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Projected volumes', 'concepts/storage/projected-volumes/'),
    {
      title: 'Kubernetes source: nested mount points',
      url: 'https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/util/nested_volumes.go',
    },
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const volumes = pod.volumes.flatMap((volume) => {
        const files = volume.mounts.length === 0 ? undefined : kubeletFilesOf(graph, pod, volume);
        return files === undefined ? [] : [{ volume, files }];
      });
      for (const inner of volumes) {
        yield* filesInside(pod, inner.volume.mounts.filter((mount) => isOfFile(mount, inner.files)), volumes);
      }
    }
  },
};

function* filesInside(
  pod: Pod, mounts: readonly VolumeMount[], volumes: readonly { readonly volume: Volume }[],
): Generator<Violation> {
  for (const mount of mounts) {
    const path = textOf(mount.spec.mountPath);
    const outer = volumes.flatMap(({ volume }) => volume.mounts).find(({ container, spec, bySubPath }) =>
      container === mount.container && !bySubPath && pathBelow(path, textOf(spec.mountPath)) !== undefined);
    if (outer !== undefined) {
      const { noun, name } = mount.container;
      yield violation(
        pod.resource, mount.pointer,
        `${noun} ${quoted(name)}, mount ${quoted(path)}: is a file inside volume ${quoted(textOf(outer.spec.name))}, `
          + `which is mounted at ${quoted(textOf(outer.spec.mountPath))}: the container cannot start`,
      );
    }
  }
}

/** Whether a mount is of one file: keys that are not known become files, and not folders. */
function isOfFile({ spec, bySubPath }: VolumeMount, { files, areAll }: KubeletFiles): boolean {
  const subPath = textOf(spec.subPath);
  return bySubPath && subPath !== ''
    && (files.some(({ path }) => path === subPath) || (!areAll && !subPath.includes('/')
      && !files.some(({ path }) => path.startsWith(`${subPath}/`))));
}
