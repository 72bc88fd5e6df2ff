import { DocumentFault, FieldPath } from './document-fault';
import { isSet, PlainFields, plainFields, plainList } from './plain-fields';
import { wordFaults } from './pod-faults';
import { userFaults } from './volume-sources';

/**
 * What the API server refuses in a pod spec, beside its containers and volumes.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/apps/validation/validation.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/batch/validation/validation.go
 */

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];

/** Kinds whose pods end, and kinds whose pods are started again for ever, by `group/kind`. */
const ENDING = ['batch/Job', 'batch/CronJob'];
const LASTING = [
  'apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'extensions/Deployment',
  'extensions/DaemonSet', 'extensions/ReplicaSet', '/ReplicationController',
];

/** What is wrong with a pod spec of a kind, seen alone. */
export function podSpecFaults(spec: PlainFields, groupKind: string): DocumentFault[] {
  const { restartPolicy, hostPID, shareProcessNamespace, ephemeralContainers } = spec;
  const words = LASTING.includes(groupKind) ? RESTART_POLICIES.slice(0, 1)
    : RESTART_POLICIES.slice(ENDING.includes(groupKind) ? 1 : 0);
  return [
    ...wordFaults('restartPolicy', restartPolicy, words),
    ...plainList(ephemeralContainers).length > 0 && groupKind !== '/Pod'
      ? [fault(['ephemeralContainers'], 'ephemeralContainers are for running pods; leave them out of templates')] : [],
    ...hostPID === true && shareProcessNamespace === true
      ? [fault(['shareProcessNamespace'], 'shareProcessNamespace does not go with hostPID; leave one out')] : [],
  ];
}

/** What a pod spec of a kind lacks, where its object is complete and not a part that is laid over another. */
export function missingInPodSpec(spec: PlainFields, groupKind: string): DocumentFault[] {
  return [
    ...plainList(spec.containers).length === 0 ? [fault([], 'the pod has no containers')] : [],
    ...ENDING.includes(groupKind) && !isSet(spec.restartPolicy)
      ? [fault([], 'the pod has no restartPolicy; give it OnFailure or Never, since Always is the default')] : [],
  ];
}

/** What is wrong with users and groups in the security context of a pod or a container. */
export function securityContextFaults(context: PlainFields): DocumentFault[] {
  return [
    ...['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) => userFaults([field], context[field])),
    ...plainList(context.supplementalGroups).flatMap((group, index) =>
      userFaults(['supplementalGroups', index], group)),
  ];
}

/**
 * Whether an object is complete, as far as its fields tell, and not a part of one, as patches are: it has what the API
 * server needs beside the pod.
 */
export function isCompleteWorkload(object: PlainFields, spec: PlainFields, groupKind: string): boolean {
  const own = plainFields(object.spec);
  if (LASTING.includes(groupKind) && groupKind.startsWith('apps/')) {
    return isSet(own.selector);
  }
  const hasImage = plainList(spec.containers).some((each) => isSet(plainFields(each).image));
  return hasImage && (groupKind !== 'batch/CronJob' || isSet(own.schedule));
}

function fault(at: FieldPath, text: string): DocumentFault {
  return { at, text };
}
