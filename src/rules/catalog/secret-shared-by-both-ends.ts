import { bothEndsIn } from '../../manifest/both-ends';
import { Graph } from '../../manifest/graph';
import { Reference } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretSharedByBothEnds: GraphRule = {
  id: 'secret-shared-by-both-ends',
  category: RuleCategory.USE,
  title: 'a server and its clients read one key of a Secret',
  rationale:
    'The Secret holds one value at a time. Once it changes, whichever end is restarted first has the new ' +
    'value, and the other end the old one: they refuse each other until both are restarted. Many servers take the ' +
    'password only while their data is empty, so that a change of the Secret alone cuts off the clients and changes ' +
    'nothing in the server. A server is known by its image, its port, the folder of its data or a '
      + 'StatefulSet, and by ' +
    'the variable that it takes the password from, as POSTGRES_PASSWORD.',
  remediation:
    'Give clients a user and a Secret of the client alone, best a pair of users that take turns: create the new ' +
    'credential in the server beside the old one, hand it out, and revoke the old one when nobody uses it.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const { end, server, key, clients } of bothEndsIn(graph)) {
      const what = `${key === undefined ? '' : `key "${key}" of `}Secret "${server.name}"`;
      const then =
        end.reads === 'first-start'
          ? `${end.product} reads it only at its first start, with an empty data directory, so that a new value `
            + 'locks the clients out'
          : 'a restart of one end with a new value cuts off the other';
      yield violation(
        server.from, server.pointer,
        `${title(server.from)} (${end.product}) checks ${what}, and ${loggingIn(clients)} with it: ${then}`,
      );
    }
  },
};

const LISTED = 5;

function loggingIn(clients: readonly Reference[]): string {
  const names = clients.slice(0, LISTED).map(({ from }) => title(from)).join(', ');
  const more = clients.length > LISTED ? ` and ${clients.length - LISTED} more` : '';
  return `${names}${more} ${clients.length === 1 ? 'logs' : 'log'} in`;
}

function title({ kind, name }: Resource): string {
  return `${kind} "${name}"`;
}
