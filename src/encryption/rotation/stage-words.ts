/** The prose of the stages. A line that begins with a command is set as one, with its comment behind `#`. */

/** Where only the time of a change tells that an API server has the file that it should have. */
export const TIMES = 'INSTALLED_AT="<for each node, what date +%s printed right before it was changed>"';

export const TITLES = {
  read: 'every API server can read what will be written',
  firstFile: 'every API server gets a file, and can read what will be written',
  write: 'every API server writes as in the target file, and can still read the rest',
  reEncrypt: 'every object that is stored the old way is written again',
  retire: 'the old keys and providers are removed from every API server',
  withoutFile: 'API servers run without a file',
  noFile: 'no encryption file',
  present: 'the present file',
};

export const PRECONDITIONS = {
  backup: (hasFile: boolean) => hasFile ? 'etcd is backed up, and the present file is backed up elsewhere'
    : 'etcd is backed up',
  allServers: (servers: readonly string[]) => `all API servers of the cluster are in the list: ${servers.join(', ')}`,
  presentFile: (folder: string) => `every API server works with the present file: sh ${folder}/check.sh`,
  noFile: (folder: string) => `no API server has an encryption file: sh ${folder}/check.sh`,
  previousDone: (command: string) => `the previous stage is done: ${command}`,
  keysBackedUp: 'the keys of this file are backed up where the backups of etcd do not go: from this stage on, ' +
    'objects are lost without them',
  kmsKeyKept: (provider: string) =>
    `the key of KMS provider ${JSON.stringify(provider)} is kept in the KMS, which neither deletes nor disables it: ` +
    'from this stage on, objects are lost without it',
  migratorOn: 'the API servers and the controller manager have the feature gate StorageVersionMigrator, and the API ' +
    'servers --runtime-config=storagemigration.k8s.io/v1beta1=true',
  compacted: 'ten minutes have passed since then: a read that continues at an older revision, as a list does from ' +
    'page to page, needs the old key until etcd is compacted, which the API server does every five minutes ' +
    '(--etcd-compaction-interval)',
  oldKeysKept: 'the old keys stay backed up until the last backup of etcd that needs them is gone',
  oldKmsKeyKept: (provider: string) =>
    `the key of KMS provider ${JSON.stringify(provider)} stays in the KMS until the last backup of etcd that needs ` +
    'it is gone',
};

export const COMMANDS = {
  copy: 'copy this folder to every control-plane node',
  check: 'sh check.sh   # API servers look for a new file every minute',
  afterCheck: (line: string) => `once the check succeeds: ${line}`,
};

export const ROLLBACK = {
  nothingStored: 'no object was stored in a new way',
  install: (folder: string) => `install the file of ${folder} on every control-plane node: sudo sh install.sh`,
  give: (folder: string) => `give every control-plane node the file of ${folder}, as that stage does`,
  stopMigration: 'stop migrate.sh, and kubectl delete --ignore-not-found --filename migrations.json',
  stopReEncryption: 'stop re-encrypt.sh, and delete the file progress beside it',
  rewriteFirst: 'objects may be stored in the new way, and stay readable: to go back further, write them again ' +
    'first, with a rotation from this file to the present one (EncryptionRotation.between)',
  earlierStages: 'the rollbacks of the earlier stages are possible again from here',
};

export const REFUSALS = {
  wildcard: (resource: string) => `a StorageVersionMigration is for one resource, and ${resource} is a wildcard; ` +
    'list the resources, or use ReEncryption.patches()',
  events: 'events cannot be written again by a StorageVersionMigration, since the controller manager has no list of ' +
    'them; use ReEncryption.patches(), or leave events out: they are gone after an hour',
};
