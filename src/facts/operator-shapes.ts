import { at, one, PodShape, shape, WRITTEN_POD_FIELDS } from './pod-shapes';

/**
 * The main container of a database of an operator, whose variables are fields of the spec, and what is beside it.
 *
 * @see https://github.com/zalando/postgres-operator/blob/master/pkg/apis/acid.zalan.do/v1/postgresql_type.go
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/main/api/v1/cluster_types.go
 */
export const DATABASE: PodShape = shape({
  containers: [
    one('', 'postgres'),
    at('initContainers.*', 'initContainers'),
    at('sidecars.*', 'containers', { noun: 'sidecar' }),
  ],
  volumes: [],
});

/**
 * The pod of a runner of Actions Runner Controller: the container of the runner, and what is beside it.
 *
 * @see https://github.com/actions/actions-runner-controller/tree/master/apis/actions.summerwind.net/v1alpha1
 */
export const RUNNER: PodShape = shape({
  containers: [
    one('', 'runner'),
    at('containers.*', 'containers'),
    at('sidecarContainers.*', 'containers', { noun: 'sidecar' }),
    at('initContainers.*', 'initContainers'),
  ],
  takes: WRITTEN_POD_FIELDS,
});
