import { findCredentialInBytes } from '../../credentials/detector';
import { decodeBase64 } from '../../facts/base64';
import { TEMPLATE_TEXTS } from '../../facts/written-texts';
import { Graph } from '../../manifest/graph';
import { keyIn, nameOfText } from '../../manifest/pointers';
import { textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { follow } from '../../manifest/ways';
import { placeIn, templateCredential } from '../credential-text';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION, kubernetes } from '../sources';

export const credentialInTemplate: GraphRule = {
  id: 'credential-in-template',
  category: RuleCategory.VALUES,
  title: 'a template of a Secret holds a credential',
  rationale:
    'A controller fills the template and keeps the rest of it as it is written. A literal in it is readable in ' +
    'the repository and to everybody who may read the object, which is not a Secret: the store, the seal or the ' +
    'encryption hides nothing of it. Actions between {{ and }} are filled in, and are not literals.',
  remediation:
    'Put the value into the store, or seal or encrypt it, and use it by an action of the template. Rotate ' +
    'the credential: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    externalSecrets('Advanced templating', 'guides/templating/'),
    kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { kinds, ways, encoded = [] } of TEMPLATE_TEXTS) {
      for (const resource of kinds.flatMap((kind) => ofKind(graph, kind))) {
        for (const way of ways) {
          yield* inTexts(resource, way, (text, pointer) => templateCredential(text, nameOfText(pointer)));
        }
        for (const way of encoded) {
          yield* inTexts(resource, way, (text, pointer) => {
            const bytes = decodeBase64(text);
            return bytes === undefined ? undefined : findCredentialInBytes(bytes, keyIn(pointer))?.description;
          });
        }
      }
    }
  },
};

function ofKind(graph: Graph, kind: string): readonly Resource[] {
  const [group, name] = kind.split('/');
  return graph.ofKind(group, name);
}

function* inTexts(
  resource: Resource, way: string, find: (text: string, pointer: string) => string | undefined,
): Generator<Violation> {
  for (const { value, pointer } of follow(resource.object, resource.pointer, way)) {
    const found = find(textOf(value), pointer);
    if (found !== undefined) {
      yield violation(resource, pointer, `${placeIn(resource, pointer)} contains ${found}`);
    }
  }
}
