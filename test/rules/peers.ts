/** Another tool that checks manifests, and the version of it that was read. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly date: string;

  /** Repository and path that have the IDs of its checks. */
  readonly seenIn: string;
}

/** A check of a peer for the same fault as a rule here, and what it leaves out. */
export interface PeerCheck {
  readonly peer: string;
  readonly check: string;
  readonly leavesOut?: string;
}

/** Read in the source of each, at these commits. */
export const PEERS: readonly Peer[] = [
  {
    name: 'kube-linter',
    version: 'v0.8.3 and 86 commits, 35de568',
    date: '2026-08-19',
    seenIn: 'stackrox/kube-linter, docs/generated/checks.md',
  },
  {
    name: 'Checkov',
    version: '3.3.13, 03d5fda',
    date: '2026-08-20',
    seenIn: 'bridgecrewio/checkov, checkov/kubernetes/checks/',
  },
  {
    name: 'Trivy checks',
    version: 'v2.2.0 and 20 commits, 80e5382',
    date: '2026-08-21',
    seenIn: 'aquasecurity/trivy-checks, checks/kubernetes/',
  },
  {
    name: 'Kubescape',
    version: 'regolibrary v2, ce7ef32',
    date: '2026-08-21',
    seenIn: 'kubescape/regolibrary, controls/ and rules/',
  },
  {
    name: 'Polaris',
    version: 'v10.2.2, c0e23a2',
    date: '2026-08-21',
    seenIn: 'FairwindsOps/polaris, pkg/config/checks/',
  },
  {
    name: 'kube-score',
    version: 'v1.20.0, 06dedc9',
    date: '2026-05-20',
    seenIn: 'zegl/kube-score, README_CHECKS.md',
  },
  {
    name: 'Kyverno policies',
    version: 'b9c4317',
    date: '2026-03-06',
    seenIn: 'kyverno/policies, other/',
  },
  {
    name: 'kubesplaining',
    version: 'v1.2.0 and 4 commits, 7b3b848',
    date: '2026-08-18',
    seenIn: '0hardik1/kubesplaining, docs/findings.md',
  },
  {
    name: 'rbac-police',
    version: 'v1.1.2 and 3 commits, 1ec5d02',
    date: '2022-11-15',
    seenIn: 'PaloAltoNetworks/rbac-police, lib/',
  },
];

const LINTER = 'kube-linter';
const CHECKOV = 'Checkov';
const TRIVY = 'Trivy checks';
const KUBESCAPE = 'Kubescape';
const POLARIS = 'Polaris';
const SCORE = 'kube-score';
const KYVERNO = 'Kyverno policies';
const SPLAINING = 'kubesplaining';
const POLICE = 'rbac-police';

/** By rule id. A rule that is not here, or has no check, was found in none of the peers. */
export const PEER_CHECKS: { readonly [ruleId: string]: readonly PeerCheck[] } = {
  'secret-in-env': [
    { peer: LINTER, check: 'read-secret-from-env-var', leavesOut: 'envFrom' },
    { peer: CHECKOV, check: 'CKV_K8S_35', leavesOut: 'ephemeral containers' },
    { peer: KUBESCAPE, check: 'C-0207', leavesOut: 'ephemeral containers' },
    { peer: KYVERNO, check: 'disallow-secrets-from-env-vars', leavesOut: 'init and ephemeral containers' },
  ],
  'rotation-restarts-everything': [
    { peer: LINTER, check: 'no-rolling-update-strategy', leavesOut: 'whether a Secret is the reason; maxUnavailable' },
    { peer: SCORE, check: 'deployment-strategy', leavesOut: 'Deployments without a Service; maxUnavailable' },
  ],
  'annotations-too-large': [],
  'binary-value-in-variable': [],
  'wrong-secret-value': [],
  'credential-in-annotation': [],
  'credential-in-template': [],
  'credential-in-store': [],
  'credential-in-custom-object': [],
  'credential-in-configmap': [
    {
      peer: TRIVY,
      check: 'KSV-0109, KSV-01010',
      leavesOut: 'binaryData; they go by names such as token or pass, and words such as key: or SHA1',
    },
    { peer: KUBESCAPE, check: 'C-0012', leavesOut: 'binaryData' },
    { peer: POLARIS, check: 'sensitiveConfigmapContent', leavesOut: 'values but private keys: it goes by names' },
    { peer: SPLAINING, check: 'KUBE-CONFIGMAP-CREDS-001, KUBE-CONFIGMAP-001', leavesOut: 'values: they go by names' },
  ],
  'credential-in-env': [
    { peer: LINTER, check: 'env-var-secret', leavesOut: 'values, and names without "secret"' },
    { peer: KUBESCAPE, check: 'C-0012', leavesOut: 'ephemeral containers' },
    { peer: POLARIS, check: 'sensitiveContainerEnvVar', leavesOut: 'values but private keys: it goes by names' },
  ],
  'service-account-token-automount': [
    { peer: CHECKOV, check: 'CKV_K8S_38', leavesOut: 'the service account: it checks only the pod' },
    {
      peer: TRIVY,
      check: 'KSV-0036',
      leavesOut: 'pods that say nothing, unless they mount the path themselves; the service account',
    },
    { peer: KUBESCAPE, check: 'C-0034, C-0190; C-0290 for the flag that extends tokens to a year' },
    { peer: POLARIS, check: 'automountServiceAccountToken' },
    { peer: KYVERNO, check: 'restrict-automount-sa-token, restrict-sa-automount-sa-token' },
  ],
  'default-service-account': [
    { peer: LINTER, check: 'default-service-account', leavesOut: 'whether a token is mounted; bindings' },
    { peer: CHECKOV, check: 'CKV_K8S_41, CKV_K8S_42', leavesOut: 'pods' },
    { peer: KUBESCAPE, check: 'C-0189', leavesOut: 'pods' },
    {
      peer: SPLAINING,
      check: 'KUBE-SA-DEFAULT-001, KUBE-SA-DEFAULT-002',
      leavesOut: 'whether a token is mounted; the account itself',
    },
  ],
  'long-lived-token-secret': [
    { peer: KYVERNO, check: 'deny-secret-service-account-token-type' },
    { peer: SPLAINING, check: 'KUBE-SECRETS-001' },
  ],
  'secrets-list': [
    { peer: LINTER, check: 'access-to-secrets', leavesOut: 'roles that nothing binds; resourceNames' },
    { peer: CHECKOV, check: 'CKV2_K8S_5', leavesOut: 'users and groups; roles that nothing binds' },
    { peer: TRIVY, check: 'KSV-0041, KSV-0113', leavesOut: 'resource "*"; resourceNames' },
    {
      peer: KUBESCAPE,
      check: 'C-0015, C-0186',
      leavesOut: 'roles that nothing binds; resourceNames; deletecollection',
    },
    { peer: KYVERNO, check: 'restrict-secret-role-verbs', leavesOut: 'verb "*" and resource "*"; resourceNames' },
    { peer: SPLAINING, check: 'KUBE-PRIVESC-005', leavesOut: 'roles that nothing binds; deletecollection' },
    {
      peer: POLICE,
      check: 'list_secrets',
      leavesOut: 'roles of one namespace; watch, deletecollection; resourceNames; roles that nothing binds',
    },
  ],
  'secrets-unscoped-get': [
    { peer: LINTER, check: 'access-to-secrets', leavesOut: 'roles that nothing binds; resourceNames' },
    { peer: CHECKOV, check: 'CKV2_K8S_5', leavesOut: 'users and groups; roles that nothing binds' },
    { peer: TRIVY, check: 'KSV-0041, KSV-0113', leavesOut: 'resource "*"; resourceNames' },
    { peer: KUBESCAPE, check: 'C-0015, C-0186', leavesOut: 'roles that nothing binds; resourceNames; patch' },
    { peer: KYVERNO, check: 'restrict-secret-role-verbs', leavesOut: 'resource "*"; resourceNames' },
    { peer: SPLAINING, check: 'KUBE-PRIVESC-006', leavesOut: 'roles that nothing binds; patch' },
    {
      peer: POLICE,
      check: 'retrieve_token_secrets',
      leavesOut: 'namespaces without privileged accounts; patch; roles that nothing binds',
    },
  ],
  'secrets-cluster-wide': [
    {
      peer: LINTER,
      check: 'access-to-secrets, cluster-admin-role-binding',
      leavesOut: 'other built-in roles; resourceNames; aggregation by matchExpressions',
    },
    { peer: KUBESCAPE, check: 'C-0035, C-0185, C-0187', leavesOut: 'roles that read Secrets but are not admins' },
    { peer: POLARIS, check: 'clusterrolebindingClusterAdmin', leavesOut: 'roles that read Secrets but are not admins' },
    {
      peer: SPLAINING,
      check: 'KUBE-RBAC-OVERBROAD-001, KUBE-PRIVESC-005',
      leavesOut: 'aggregation in files; patch, deletecollection',
    },
    { peer: POLICE, check: 'list_secrets, cluster_admin', leavesOut: 'get, watch and patch' },
  ],
  'secret-reach-by-workload-create': [
    {
      peer: LINTER,
      check: 'access-to-create-pods',
      leavesOut: 'update and patch, exec, custom resources of operators',
    },
    {
      peer: TRIVY,
      check: 'KSV-0047, KSV-0048, KSV-0053',
      leavesOut: 'verb and resource wildcards of groups; attach and ephemeral containers; custom resources',
    },
    { peer: CHECKOV, check: 'CKV2_K8S_2', leavesOut: 'all but create on pods/exec and nodes/proxy; users and groups' },
    { peer: KUBESCAPE, check: 'C-0188, C-0002, C-0279', leavesOut: 'workloads other than pods; operators' },
    { peer: POLARIS, check: 'rolePodExecAttach, clusterrolePodExecAttach', leavesOut: 'all but exec and attach' },
    { peer: KYVERNO, check: 'restrict-clusterrole-nodesproxy', leavesOut: 'all but nodes/proxy' },
    {
      peer: SPLAINING,
      check: 'KUBE-PRIVESC-001, -003, -004, -012, -013, KUBE-CONFUSED-DEPUTY-001',
      leavesOut: 'kinds of operators that make pods; stores and logins; PersistentVolumes; roles that nothing binds',
    },
    {
      peer: POLICE,
      check: 'assign_sa, modify_pods, pods_exec, pods_ephemeral_ctrs, nodes_proxy',
      leavesOut: 'namespaces without privileged accounts; nodes/proxy by get; custom resources of operators',
    },
  ],
  'token-create': [
    { peer: KUBESCAPE, check: 'C-0282', leavesOut: 'roles that nothing binds; */token; resourceNames' },
    { peer: SPLAINING, check: 'KUBE-PRIVESC-014', leavesOut: 'roles that nothing binds' },
    {
      peer: POLICE,
      check: 'token_request',
      leavesOut: 'namespaces without privileged accounts; roles that nothing binds',
    },
  ],
  'rbac-escalation': [
    {
      peer: CHECKOV,
      check: 'CKV_K8S_156, CKV_K8S_157, CKV_K8S_158, CKV2_K8S_3',
      leavesOut: 'bind on roles; impersonate for users and groups; names of signers',
    },
    {
      peer: TRIVY,
      check: 'KSV-0043, KSV-0050',
      leavesOut: 'clusterroles; resourceNames; impersonation of users and accounts; certificates',
    },
    {
      peer: KUBESCAPE,
      check: 'C-0065, C-0191, C-0280',
      leavesOut: 'roles that nothing binds; uids in their group, extras, constrained impersonation; names of '
        + 'signers; resourceNames',
    },
    {
      peer: KYVERNO,
      check: 'restrict-escalation-verbs-roles, restrict-clusterrole-csr',
      leavesOut: 'impersonate on users and groups; resourceNames',
    },
    {
      peer: SPLAINING,
      check: 'KUBE-PRIVESC-008, -009, -010, -011, -024',
      leavesOut: 'uids, extras, constrained impersonation; roles that nothing binds',
    },
    {
      peer: POLICE,
      check: 'impersonate, bind_roles, escalate_roles, approve_csrs',
      leavesOut: 'bind on roles; uids, constrained impersonation; roles that nothing binds',
    },
  ],
  'secrets-unscoped-write': [
    { peer: TRIVY, check: 'KSV-0041, KSV-0113', leavesOut: 'resource "*"; resourceNames' },
    { peer: SPLAINING, check: 'KUBE-PRIVESC-007', leavesOut: 'all but create together with get' },
    {
      peer: POLICE,
      check: 'issue_token_secrets',
      leavesOut: 'namespaces without privileged accounts; delete; roles that nothing binds',
    },
  ],
  'secrets-by-built-in-role': [
    { peer: KUBESCAPE, check: 'C-0185', leavesOut: 'admin and edit' },
    { peer: POLARIS, check: 'rolebindingClusterAdminClusterRole', leavesOut: 'admin and edit' },
  ],
  'secret-for-everybody': [
    { peer: TRIVY, check: 'KSV-0122, KSV-01011', leavesOut: 'what is granted; system:authenticated but on GKE' },
    {
      peer: KUBESCAPE,
      check: 'C-0262, C-0265',
      leavesOut: 'what is granted to anonymous users; verbs, token requests and roles for system:authenticated',
    },
  ],
  'admission-write': [
    { peer: CHECKOV, check: 'CKV_K8S_155', leavesOut: 'mutating admission policies; resourceNames' },
    { peer: TRIVY, check: 'KSV-0114', leavesOut: 'resource "*"; mutating admission policies; resourceNames' },
    {
      peer: KUBESCAPE,
      check: 'C-0281',
      leavesOut: 'patch; mutating admission policies; roles that nothing binds; resourceNames',
    },
    {
      peer: KYVERNO,
      check: 'restrict-clusterrole-mutating-validating-admission-webhooks',
      leavesOut: 'group and resource "*"; mutating admission policies; resourceNames',
    },
    {
      peer: POLICE,
      check: 'control_webhooks',
      leavesOut: 'mutating admission policies; roles that nothing binds; resourceNames',
    },
  ],
  'missing-reference': [
    {
      peer: LINTER,
      check: 'non-existent-service-account, env-value-from',
      leavesOut: 'envFrom, volumes and image pull secrets; roles; what controllers make',
    },
    { peer: KUBESCAPE, check: 'C-0307', leavesOut: 'all but service accounts of workloads' },
    {
      peer: SPLAINING,
      check: 'KUBE-RBAC-STALE-001, KUBE-RBAC-STALE-002',
      leavesOut: 'all but roles and accounts of bindings',
    },
  ],
  'anonymous-without-conditions': [
    { peer: CHECKOV, check: 'CKV_K8S_68', leavesOut: 'the configuration file: it reads the flag' },
    { peer: TRIVY, check: 'KCV-0001', leavesOut: 'the configuration file: it reads the flag' },
    { peer: KUBESCAPE, check: 'C-0113', leavesOut: 'the configuration file: it reads the flag' },
  ],
  'encryption-flag-missing': [
    { peer: CHECKOV, check: 'CKV_K8S_104' },
    { peer: TRIVY, check: 'KCV-0030' },
    { peer: KUBESCAPE, check: 'C-0066, C-0141' },
  ],
  'encryption-weak-provider': [
    { peer: KUBESCAPE, check: 'C-0142', leavesOut: 'aescbc, which it accepts; files: it asks the node' },
  ],
  'audit-policy-missing': [
    { peer: CHECKOV, check: 'CKV_K8S_91', leavesOut: 'the policy: it reads the path of the log' },
    { peer: TRIVY, check: 'KCV-0019', leavesOut: 'the policy: it reads the path of the log' },
    { peer: KUBESCAPE, check: 'C-0067, C-0160' },
  ],
  'missing-key': [
    { peer: LINTER, check: 'env-value-from', leavesOut: 'volumes; keys that controllers write; SecretProviderClasses' },
  ],
  'unused-secret': [
    {
      peer: SPLAINING,
      check: 'KUBE-SECRETS-STALE-001',
      leavesOut: 'uses by Ingresses, stores and roles, and names in arguments',
    },
  ],
  'account-lists-secrets': [
    { peer: KYVERNO, check: 'check-serviceaccount-secrets' },
  ],
  'audit-policy-logs-secrets': [
    { peer: KUBESCAPE, check: 'C-0161', leavesOut: 'files: it asks the node; the order of rules' },
  ],
  'secret-copied-to-disk': [],
  'host-path-to-secrets': [
    { peer: LINTER, check: 'docker-sock, sensitive-host-mounts', leavesOut: 'sockets but that of Docker; files' },
    { peer: CHECKOV, check: 'CKV_K8S_27', leavesOut: 'all but the socket of Docker' },
    { peer: TRIVY, check: 'KSV-0006', leavesOut: 'all but the socket of Docker' },
    { peer: KUBESCAPE, check: 'C-0048, C-0074', leavesOut: 'what is at the path' },
    { peer: POLARIS, check: 'hostPathSet', leavesOut: 'what is at the path' },
    { peer: KYVERNO, check: 'disallow-host-path', leavesOut: 'what is at the path' },
  ],
  'isolation-off-beside-a-secret': [
    { peer: LINTER, check: 'privileged-container, host-pid', leavesOut: 'whether there is a Secret; shared processes' },
    { peer: CHECKOV, check: 'CKV_K8S_16, CKV_K8S_17', leavesOut: 'whether there is a Secret; shared processes' },
    { peer: TRIVY, check: 'KSV-0010, KSV-0017', leavesOut: 'whether there is a Secret; shared processes' },
    { peer: KUBESCAPE, check: 'C-0038, C-0057', leavesOut: 'whether there is a Secret; shared processes' },
    { peer: POLARIS, check: 'hostPIDSet, runAsPrivileged', leavesOut: 'whether there is a Secret; shared processes' },
    {
      peer: KYVERNO,
      check: 'disallow-privileged-containers, disallow-host-namespaces',
      leavesOut: 'whether there is a Secret; shared processes',
    },
  ],
  'reloader-annotation-without-effect': [],
  'audit-policy-refused': [],
  'encryption-file-refused': [],
  'encryption-key-name': [],
  'encryption-kms-socket': [],
  'encryption-resource-twice': [],
  'api-server-file-not-mounted': [],
  'encryption-reload-off': [],
  'invalid-pod': [],
  'invalid-name': [],
  'file-inside-mounted-volume': [],
  'mount-over-system-path': [],
  'csi-driver-tokens': [],
  'store-object-refused': [],
  'store-setting-ignored': [],
  'store-without-tls': [],
  'static-role-without-flag': [],
  'generated-value-weak': [],
  'store-open-to-all-namespaces': [],
  'store-default-account': [],
  'store-account-without-role': [],
  'agent-in-a-cron-job': [],
  'reference-to-a-later-variable': [],
  'job-cannot-be-updated': [],
  'pruned-under-pods': [],
  'secret-shared-by-both-ends': [],
  'single-pod-restarts': [],
  'shared-secret-restarts-all': [],
  'refresh-after-expiry': [],
  'certificate-reload-undeclared': [],
  'reload-declaration-without-effect': [],
  'optional-secret': [],
  'csi-file-mode': [],
  'wrong-type': [],
  'sops-file-refused': [],
};
