import { BY_SUB_PATH, holdsSecretFiles, projects, volumeOfMount } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const CONFIG = `(has(v.configMap) || ${projects('v', 'configMap')}) && !${holdsSecretFiles('v')}`;

export const configSubpathMount: ObjectRule = {
  id: 'config-subpath-mount',
  category: RuleCategory.USE,
  title: 'a ConfigMap is mounted by subPath',
  rationale: 'A subPath is a bind mount of one file as it was when the container started, so a change of the ConfigMap never reaches '
    + 'a running container. That does no harm where the name of the ConfigMap changes with its content.',
  remediation: 'Mount the whole volume into a directory of its own, or let the name of the ConfigMap end in a hash of its content, '
    + 'so that a change rolls the pods.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [kubernetes('ConfigMaps, mounted ones are updated automatically', 'concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically')],
  checks: [{
    scope: RuleScope.VOLUME_MOUNT,
    expression: `!${BY_SUB_PATH} || !${volumeOfMount(CONFIG)}`,
    message: 'mounts one path of a volume with configuration, which never sees an update',
  }],
};
