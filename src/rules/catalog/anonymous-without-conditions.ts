import { Graph } from '../../manifest/graph';
import { at, itemsOf, mappingsOf, pointerTo, textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Where objects are served: what is anonymous there is as good as a binding. */
const OF_OBJECTS = /^\/apis?(?:\/|$)/;

export const anonymousWithoutConditions: GraphRule = {
  id: 'anonymous-without-conditions',
  category: RuleCategory.CONTROL_PLANE,
  title: 'the API server takes anonymous requests to any path',
  rationale: 'An anonymous request is one of the user system:anonymous and may do whatever a binding gives to it, '
    + 'or to system:unauthenticated: one wrong binding, and Secrets are public. Only probes of the health need to '
    + 'be anonymous. Conditions in the AuthenticationConfiguration limit anonymous requests to their paths (stable '
    + 'since Kubernetes 1.34).',
  remediation: 'List /livez, /readyz and /healthz as anonymous.conditions, or set anonymous.enabled to false where '
    + 'nothing probes the API server without a credential.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('1.2.1', 'Ensure that the --anonymous-auth argument is set to false'),
    kubernetes('Authenticating, anonymous requests', 'reference/access-authn-authz/authentication/#anonymous-requests'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('apiserver.config.k8s.io', 'AuthenticationConfiguration')) {
      const { anonymous } = resource.object;
      const pointer = pointerTo(resource.pointer, 'anonymous');
      const conditions = at(anonymous, 'conditions');
      if (at(anonymous, 'enabled') !== true) {
        continue;
      }
      if (itemsOf(conditions).length === 0) {
        yield violation(resource, pointer, 'anonymous requests are taken to every path: there are no conditions');
      }
      for (const [condition, index] of mappingsOf(conditions)) {
        if (OF_OBJECTS.test(textOf(condition.path))) {
          const place = pointerTo(pointer, 'conditions', index);
          yield violation(resource, place, 'anonymous requests are taken to a path of objects');
        }
      }
    }
  },
};
