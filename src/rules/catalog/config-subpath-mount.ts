import { BY_SUB_PATH, OF_CONFIG_MAP, OF_POD_METADATA, OF_RENEWED, OF_SECRET } from '../cel';
import { allOf, anyOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const OF_CREDENTIAL = anyOf(OF_SECRET, OF_RENEWED);

export const configSubpathMount: ObjectRule = {
  id: 'config-subpath-mount',
  category: RuleCategory.USE,
  title: 'a ConfigMap is mounted by subPath',
  rationale: 'A subPath mounts one file as it was when the container started, so a change of the ConfigMap never '
    + 'reaches a running container. This is harmless where the name of the ConfigMap changes with its content.',
  remediation: 'Mount the whole volume in a dedicated directory, or end the name of the ConfigMap in a hash of its '
    + 'content, so that a change rolls the pods.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'No credential is involved, and restarts on a change of configuration are common.',
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'ConfigMaps, mounted ones are updated automatically',
      'concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically',
    ),
  ],
  checks: [
    {
      scope: RuleScope.VOLUME_MOUNT,
      violation: allOf(BY_SUB_PATH, OF_CONFIG_MAP, not(OF_CREDENTIAL)),
      message: 'mounts one path of a volume with configuration, which never sees an update',
    },
    {
      scope: RuleScope.VOLUME_MOUNT,
      violation: allOf(BY_SUB_PATH, OF_POD_METADATA, not(OF_CREDENTIAL)),
      otherwise: true,
      message: 'mounts one path of a volume with labels or annotations of the pod, which never sees an update',
    },
  ],
};
