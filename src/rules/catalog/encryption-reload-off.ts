import { apiServers, flagOf } from '../../manifest/api-server';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionReloadOff: GraphRule = {
  id: 'encryption-reload-off',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an API server reads its encryption file only when it starts',
  rationale: 'Without --encryption-provider-config-automatic-reload every step of a key rotation restarts every API '
    + 'server, and a file that is put in its place goes unnoticed until a restart that nobody planned. With it the API '
    + 'server looks for a new file every minute, checks its providers, and keeps the old one if they fail.',
  remediation: 'Pass --encryption-provider-config-automatic-reload=true, and mount the directory of the file.',
  level: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    kubernetes('Encrypting confidential data at rest, automatic reloading',
      'tasks/administer-cluster/encrypt-data/#configure-automatic-reloading'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const server of apiServers(graph)) {
      const reload = flagOf(server, 'encryption-provider-config-automatic-reload');
      if (flagOf(server, 'encryption-provider-config') !== '' && reload !== 'true') {
        yield violation(server.resource, server.pointer,
          'kube-apiserver has no --encryption-provider-config-automatic-reload, and reads the file only at its start');
      }
    }
  },
};
