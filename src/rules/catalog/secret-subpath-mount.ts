import { BY_SUB_PATH, OF_RENEWED, OF_SECRET } from '../cel';
import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes, secretsStore } from '../sources';

export const secretSubpathMount: ObjectRule = {
  id: 'secret-subpath-mount',
  category: RuleCategory.USE,
  title: 'a Secret, token or certificate is mounted by subPath',
  rationale: 'A subPath mounts one file as it was when the container started. When the Secret changes, the kubelet '
    + 'replaces the directory beside it, and the container does not see that: it keeps the old credential until its '
    + 'pod is replaced. A token of a service account or a certificate of a pod, which the kubelet renews in time, '
    + 'expires there: after an hour or a day, as it was requested.',
  remediation: 'Mount the whole volume in a dedicated directory, and name the file with items and path.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The mount works until the Secret is rotated, or the token expires.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
    secretsStore('known limitations', 'known-limitations'),
  ],
  checks: [
    {
      scope: RuleScope.VOLUME_MOUNT,
      violation: allOf(BY_SUB_PATH, OF_SECRET),
      message: 'mounts one path of a volume with secrets, which never sees an update',
    },
    {
      scope: RuleScope.VOLUME_MOUNT,
      violation: allOf(BY_SUB_PATH, OF_RENEWED),
      otherwise: true,
      message: 'mounts one path of a volume with a token or certificates, which is never renewed there',
    },
  ],
};
