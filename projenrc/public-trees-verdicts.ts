/** A public repository whose manifests `npm run try:public` reads. */
export interface PublicTree {
  /** Owner and name on GitHub. */
  readonly repository: string;

  /** Folder of the clone. */
  readonly clone: string;
  readonly commit: string;

  /** Date of the commit. */
  readonly date: string;

  /** Folder that is read: manifests that somebody applies, not the fixtures of tests. */
  readonly folder: string;

  /**
   * Check each file alone: examples of a documentation that use the same names.
   *
   * @default - all files are applied together
   */
  readonly areFilesSeparate?: boolean;
}

/** What a person found errors to be. */
export interface ErrorVerdict {
  readonly clone: string;
  readonly ruleId: string;

  /** Regular expression of the whole path in the clone. */
  readonly file: string;
  readonly isTrue: boolean;

  /** What stands there. */
  readonly why: string;
}

export const TREES: readonly PublicTree[] = [
  {
    repository: 'prometheus-operator/kube-prometheus',
    clone: 'kube-prometheus',
    commit: '4d719f1dea8853540b3823ab1fbe6be74a9953b3',
    date: '2026-08-10',
    folder: 'manifests',
  },
  {
    repository: 'argoproj/argo-cd',
    clone: 'argo-cd',
    commit: '37ee0097cf851bc2dd7665fc081bbce61a7e836e',
    date: '2026-08-22',
    folder: 'manifests',
  },
  {
    repository: 'kubeflow/manifests',
    clone: 'manifests',
    commit: '009c88084074904c7743384ff50d3bd70012ef55',
    date: '2026-04-05',
    folder: '.',
  },
  {
    repository: 'longhorn/longhorn',
    clone: 'longhorn',
    commit: 'bb2f2223a6f7b5d97a98b7e765937fe48a1b96f7',
    date: '2026-08-21',
    folder: 'deploy',
  },
  {
    repository: 'rook/rook',
    clone: 'rook',
    commit: 'd0c3b9ce6d64ff0c47074437aab7314b7adf7f2c',
    date: '2026-08-21',
    folder: 'deploy/examples',
  },
  {
    repository: 'istio/istio',
    clone: 'istio',
    commit: '86c9f01fd735fb01d8192f5bcaf0d424afb7f14c',
    date: '2026-08-22',
    folder: 'samples',
  },
  {
    repository: 'tektoncd/pipeline',
    clone: 'pipeline',
    commit: '3ee1745ae5b2d9175b11917d7c1935eaad44910c',
    date: '2026-08-20',
    folder: 'config',
  },
  {
    repository: 'external-secrets/external-secrets',
    clone: 'external-secrets',
    commit: 'cc5bfbc2234ace9cb0caff4ea89c435cf517b27b',
    date: '2026-08-08',
    folder: 'docs',
    areFilesSeparate: true,
  },
];

export const VERDICTS: readonly ErrorVerdict[] = [
  {
    clone: 'manifests',
    ruleId: 'credential-in-env',
    file: 'applications/katib/upstream/components/db-manager/db-manager\\.yaml',
    isTrue: true,
    why: 'the overlay katib-standalone-postgres replaces the reference by the literal password of its database',
  },
  {
    clone: 'manifests',
    ruleId: 'credential-in-env',
    file: 'applications/pipeline/upstream/third-party/grafana/grafana-deployment\\.yaml',
    isTrue: true,
    why: 'password `admin` of the administrator',
  },
  {
    clone: 'rook',
    ruleId: 'credential-in-env',
    file: 'deploy/examples/csi/cephfs/kube-registry\\.yaml',
    isTrue: true,
    why: 'secret that signs the state of uploads of the registry; its text tells to change it',
  },
  {
    clone: 'istio',
    ruleId: 'credential-in-env',
    file: 'samples/addons/grafana\\.yaml',
    isTrue: true,
    why: 'password `admin` of the administrator',
  },
  {
    clone: 'istio',
    ruleId: 'credential-in-env',
    file: 'samples/bookinfo/platform/kube/bookinfo-ratings-v2-mysql(-vm)?\\.yaml',
    isTrue: true,
    why: 'password of the sample database',
  },
  {
    clone: 'longhorn',
    ruleId: 'invalid-pod',
    file: 'deploy/longhorn-okd\\.yaml',
    isTrue: true,
    why: 'container `oauth-proxy` has the image `""`, to be set by the user: refused as it stands',
  },
  {
    clone: 'istio',
    ruleId: 'invalid-pod',
    file: 'samples/mtls-echo/mtls-echo\\.yaml',
    isTrue: true,
    why: 'the container mounts `ca-certs`, and the volume is called `ca`: the API server refuses the pod',
  },
  {
    clone: 'external-secrets',
    ruleId: 'cross-namespace-reference',
    file: 'docs/snippets/full-secret-store\\.yaml',
    isTrue: true,
    why: 'a SecretStore names a Secret of another namespace, which only a ClusterSecretStore may',
  },
  {
    clone: 'external-secrets',
    ruleId: 'generator-without-created-once',
    file: 'docs/snippets/generator-.*\\.yaml',
    isTrue: true,
    why: 'each refresh generates another value',
  },
  {
    clone: 'external-secrets',
    ruleId: 'invalid-name',
    file: 'docs/snippets/(github|ngrok)-push-secret(-with-metadata)?\\.yaml',
    isTrue: true,
    why: 'a place for the name of a Secret, in capitals: refused as it stands',
  },
  {
    clone: 'external-secrets',
    ruleId: 'invalid-value',
    file: 'docs/snippets/passbolt-secret-example\\.yaml',
    isTrue: true,
    why: '`data` holds plain text',
  },
  {
    clone: 'manifests',
    ruleId: 'plaintext-secret',
    file: 'applications/katib/upstream/components/(mysql|postgres)/secret\\.yaml',
    isTrue: true,
    why: 'password of the database, `test` or `katib`, in base64',
  },
  {
    clone: 'manifests',
    ruleId: 'plaintext-secret',
    file: 'applications/model-registry/upstream/.*kustomization\\.yaml',
    isTrue: true,
    why: 'passwords and a key of the generator, from files beside it',
  },
  {
    clone: 'manifests',
    ruleId: 'plaintext-secret',
    file: 'applications/pipeline/upstream/.*\\.yaml',
    isTrue: true,
    why: 'passwords of databases and keys of the object store',
  },
  {
    clone: 'manifests',
    ruleId: 'plaintext-secret',
    file: 'common/(dex|oauth2-proxy)/base/.*\\.yaml',
    isTrue: true,
    why: 'the client secret of the login, and the bcrypt hash of a known password',
  },
  {
    clone: 'rook',
    ruleId: 'plaintext-secret',
    file: 'deploy/examples/object-multisite-pull-realm(-test)?\\.yaml',
    isTrue: true,
    why: 'access key and secret key of a realm, to be replaced',
  },
  {
    clone: 'istio',
    ruleId: 'plaintext-secret',
    file: 'samples/bookinfo/platform/kube/bookinfo-mysql\\.yaml',
    isTrue: true,
    why: 'root password of the sample database, in base64',
  },
  {
    clone: 'istio',
    ruleId: 'plaintext-secret',
    file: 'samples/jwt-server/jwt-server\\.yaml',
    isTrue: true,
    why: 'private key of the sample server',
  },
  {
    clone: 'external-secrets',
    ruleId: 'plaintext-secret',
    file: 'docs/snippets/.*\\.yaml',
    isTrue: true,
    why: 'examples of credentials, in the clear as a user would copy them',
  },
  {
    clone: 'external-secrets',
    ruleId: 'store-object-refused',
    file: 'docs/snippets/volcengine-external-secrets\\.yaml',
    isTrue: true,
    why: 'two entries write the key `password`, and one of them is lost',
  },
];
