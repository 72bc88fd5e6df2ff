/** What distributions that write the pod of kube-apiserver themselves mount into it, and let users mount. */

/**
 * The folder for files of users that kOps mounts into kube-apiserver, read-only. Since kOps 1.22 it is not all of
 * `/srv/kubernetes` any more.
 *
 * @see https://kops.sigs.k8s.io/releases/1.22-notes/#control-plane-pods-no-longer-mount-srvkubernetes
 * @see https://github.com/kubernetes/kops/blob/268927e26409/nodeup/pkg/model/kube_apiserver.go
 */
export const KOPS_API_SERVER_FOLDER = '/srv/kubernetes/kube-apiserver';

/**
 * Roles of kOps whose instances run kube-apiserver, as a file asset names them, and as a rolling update does, which
 * passes over a role that no group has. The second one is for groups of API servers without etcd.
 *
 * @see https://github.com/kubernetes/kops/blob/268927e26409/pkg/apis/kops/instancegroup.go
 */
export const KOPS_API_SERVER_ROLES: readonly string[] = ['ControlPlane', 'APIServer'];
export const KOPS_UPDATED_ROLES = 'control-plane,apiserver';

/**
 * Documents of the machine configuration of Talos 1.14 that exclude the older settings of kube-apiserver,
 * `cluster.apiServer`. Talos creates them for new clusters. The first one has no mounts, and Talos refuses it beside
 * `cluster.apiServer`; the second one is refused beside `cluster.apiServer.admissionControl`.
 *
 * @see https://github.com/siderolabs/talos/blob/ad8823176e75/pkg/machinery/config/types/k8s/apiserver.go
 * @see https://github.com/siderolabs/talos/blob/ad8823176e75/pkg/machinery/config/types/k8s/admission_control.go
 */
export const TALOS_API_SERVER_DOCUMENT = 'KubeAPIServerConfig';
export const TALOS_ADMISSION_DOCUMENT = 'KubeAdmissionControlConfig';
