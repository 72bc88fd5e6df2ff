import { Graph } from '../../manifest/graph';
import { at, itemsOf, mappingsOf, pointerTo, textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Paths that serve objects. */
const OF_OBJECTS = /^\/apis?(?:\/|$)/;

export const anonymousWithoutConditions: GraphRule = {
  id: 'anonymous-without-conditions',
  category: RuleCategory.CONTROL_PLANE,
  title: 'the API server accepts anonymous requests to any path',
  rationale: 'An anonymous request has the user system:anonymous and all rights that a binding gives to that user or '
    + 'to system:unauthenticated: one wrong binding makes Secrets public. Only health probes need to be anonymous. '
    + 'Conditions in the AuthenticationConfiguration limit anonymous requests to their paths (stable since '
    + 'Kubernetes 1.34).',
  remediation: 'List /livez, /readyz and /healthz as anonymous.conditions, or set anonymous.enabled to false where '
    + 'nothing probes the API server without a credential.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'It is the default of Kubernetes, and gives nothing without a wrong binding.',
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
        yield violation(resource, pointer, 'accepts anonymous requests to every path, since it has no conditions');
      }
      for (const [condition, index] of mappingsOf(conditions)) {
        if (OF_OBJECTS.test(textOf(condition.path))) {
          const place = pointerTo(pointer, 'conditions', index);
          yield violation(resource, place, 'accepts anonymous requests to a path that serves objects');
        }
      }
    }
  },
};
