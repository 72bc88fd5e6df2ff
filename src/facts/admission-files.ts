/**
 * Admission policies as files of the API server, which it reads before its first request and checks for changes every
 * minute. A file that it cannot read keeps it from starting; later, it keeps what it read before.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/manifest-admission-control/
 * @see https://github.com/kubernetes/apiserver/tree/v0.37.2/pkg/admission/plugin/manifest
 */

/** The first release of Kubernetes that reads such files by default. */
export const ADMISSION_FILES_SINCE = 37;

/** End of the name of every policy and binding in such a file. The API refuses it, so that both never meet. */
export const STATIC_SUFFIX = '.static.k8s.io';

/** Flag with the path of the AdmissionConfiguration. */
export const ADMISSION_CONFIG_FLAG = 'admission-control-config-file';

/** API version of the AdmissionConfiguration and of the configuration of the plugins for policies. */
export const ADMISSION_CONFIG_VERSION = 'apiserver.config.k8s.io/v1';

export const ADMISSION_CONFIG_KIND = 'AdmissionConfiguration';

/** Settings of one plugin in an AdmissionConfiguration. */
export interface AdmissionPlugin {
  readonly name: string;
  readonly path?: unknown;
  readonly configuration?: unknown;
}

/** The plugin that reads ValidatingAdmissionPolicies from the files of a folder. */
export function policyPlugin(folder: string): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionPolicy',
    configuration: {
      apiVersion: ADMISSION_CONFIG_VERSION,
      kind: 'ValidatingAdmissionPolicyConfiguration',
      staticManifestsDir: folder,
    },
  };
}
