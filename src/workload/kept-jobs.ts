import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isNamedByContent } from '../facts/content-names';
import { isKeptJob } from '../facts/kept-jobs';
import { Graph } from '../manifest/graph';
import { at } from '../manifest/read';
import { quoted } from '../redaction/quoted';
import { OnceASynth } from '../synth/once-a-synth';

/** An object whose name ends in a hash of its content. */
interface NamedByContent extends IConstruct {
  readonly name: string;
  readonly namespaceName?: string;
}

/** The Jobs of an app that are still there, under their name, at the next release. */
const jobs = new OnceASynth((root) => {
  const all = root.node.findAll().filter(ApiObject.isApiObject)
    .filter(({ apiGroup, kind }) => apiGroup === 'batch' && kind === 'Job');
  const graph = Graph.of(all.map((object) => object.toJson() as unknown));
  const kept = graph.resources.filter(({ object, name }) => isKeptJob({
    name, annotations: object.metadata.annotations, ttl: at(object, 'spec', 'ttlSecondsAfterFinished'),
  }));
  return { graph, kept: new Set(kept), paths: all.map(({ node }) => node.path) };
});

/**
 * Has synth say which Jobs use an object whose name changes with its content, and keep their own: the API server
 * refuses the next release of them. The rule `job-cannot-be-updated` says it of any manifest.
 *
 * @param kind ConfigMap or Secret
 */
export function refuseKeptJobs(construct: NamedByContent, kind: 'ConfigMap' | 'Secret'): void {
  // A generated Secret is immutable and keeps its name.
  if (!isNamedByContent(construct.name)) {
    return;
  }
  jobs.watch(construct.node.root);
  construct.node.addValidation({ validate: () => errorsFor(construct, kind) });
}

function errorsFor({ node, name, namespaceName }: NamedByContent, kind: 'ConfigMap' | 'Secret'): string[] {
  const { graph, kept, paths } = jobs.of(node.root);
  const users = graph.referencesTo(kind, namespaceName ?? '', name).map(({ from }) => from);
  const ending = name.slice(name.lastIndexOf('-'));
  return [...new Set(users)].filter((job) => kept.has(job)).map((job) =>
    `${node.path}: ${paths[job.objectIndex]} is a Job that uses ${kind} "${name}", whose name changes with its `
    + 'content, and the pod template of a Job cannot be changed: the API server would refuse the next release under '
    + `the name ${quoted(job.name)}; end the name of the Job in the same "${ending}", set ttlAfterFinished `
    + '(ttlSecondsAfterFinished), or have the tool that applies it '
    + 'replace the Job (argocd.argoproj.io/hook, or kustomize.toolkit.fluxcd.io/force: enabled)');
}
