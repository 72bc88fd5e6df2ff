import { DocumentFault } from '../../facts/document-fault';
import { mayBeFilledIn } from '../../facts/filled-in-later';
import { sopsObjectFaults, sopsSelectsNothing } from '../../facts/sops';
import { isOfSops } from '../../facts/sops-file';
import { Graph } from '../../manifest/graph';
import { ObjectOrigin } from '../../manifest/origin';
import { Resource } from '../../manifest/resource';
import { clearValues } from '../clear-values';
import { faultIn } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';

export const sopsFileRefused: GraphRule = {
  id: 'sops-file-refused',
  category: RuleCategory.VALUES,
  title: 'SOPS cannot decrypt a file that it encrypted, or a value in it is not encrypted',
  rationale:
    'SOPS decrypts a file as a whole: without its MAC, without a recipient, or with one value in the clear that its ' +
    'settings select, it decrypts nothing, and the ciphertext is applied as the value or the deployment stops. A ' +
    'value that was added with an editor instead of `sops edit` is in the repository in the clear. A number that was ' +
    'encrypted without quotes is a number again afterwards, and the API server refuses the Secret. A selection that ' +
    'matches no key of the Secret is a warning: the file looks encrypted and is not. Plain values that are ' +
    'credentials are reported by `plaintext-secret`. Not checked are objects of a cluster, places that a tool fills ' +
    'in, files that are encrypted as a whole, and ciphertext or metadata that documentation shortened.',
  remediation:
    'Rotate what was in the clear, and encrypt the file again with `sops --encrypt --encrypted-regex ' +
    '\'^(data|stringData)$\'`. Change it with `sops edit`, and commit the whole file that SOPS writes.',
  level: RuleLevel.ERROR,
  since: '0.1.0',
  references: [
    { title: 'SOPS: encrypting only parts of a file', url: 'https://getsops.io/docs/#encrypting-only-parts-of-a-file' },
    { title: 'Flux: manage Kubernetes secrets with SOPS', url: 'https://fluxcd.io/flux/guides/mozilla-sops/' },
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      // Items of a List share the metadata of its file.
      const isOfFile = resource.pointer === '' || isOfSops(resource.object);
      if (isOfFile && resource.origin !== ObjectOrigin.CLUSTER) {
        yield* violationsOf(resource);
      }
    }
  },
};

function* violationsOf(resource: Resource): Generator<Violation> {
  const credentials = resource.kind === 'Secret' ? clearValues(resource.object) : [];
  for (const fault of sopsObjectFaults(resource.object)) {
    const [field, key] = fault.at;
    if (!isLeftOpen(resource, fault) && !credentials.some((each) => each.field === field && each.key === key)) {
      yield faultIn(resource, fault);
    }
  }
  const selection = resource.kind === 'Secret' ? sopsSelectsNothing(resource.object) : undefined;
  if (selection !== undefined) {
    yield { ...faultIn(resource, selection), atMost: RuleLevel.WARNING };
  }
}

/** Whether something else will stand at the place: documentation has dots in its place. */
function isLeftOpen(resource: Resource, { at: path }: DocumentFault): boolean {
  const value = path.reduce((part: any, field) => part?.[field], resource.object);
  return typeof value === 'string' && (mayBeFilledIn(value) || /\.{3}|…/.test(value));
}
