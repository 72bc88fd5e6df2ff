import { BY_SUB_PATH, holdsSecretFiles, volumeOfMount } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes, secretsStore } from '../sources';

export const secretSubpathMount: ObjectRule = {
  id: 'secret-subpath-mount',
  category: RuleCategory.USE,
  title: 'a Secret is mounted by subPath',
  rationale: 'A subPath is a bind mount of one file as it was when the container started. The kubelet replaces the directory beside '
    + 'it when the Secret changes, and the container never sees that: it runs on with the old credential until it is restarted.',
  remediation: 'Mount the whole volume into a directory of its own, and give the file its name with items and path.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
    secretsStore('known limitations', 'known-limitations'),
  ],
  checks: [{
    scope: RuleScope.VOLUME_MOUNT,
    expression: `!${BY_SUB_PATH} || !${volumeOfMount(holdsSecretFiles('v'))}`,
    message: 'mounts one path of a volume with secrets, which never sees an update',
  }],
};
