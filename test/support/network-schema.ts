import Ajv from 'ajv';

const text = { type: 'string' };
const texts = { type: 'array', items: text, minItems: 1 };
const closed = (properties: object, required: string[] = []) =>
  ({ type: 'object', properties, required, additionalProperties: false });
const list = (items: object) => ({ type: 'array', items, minItems: 1 });
const name = { type: 'string', pattern: '^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$', maxLength: 253 };

// Cilium 1.18, ciliumnetworkpolicies.yaml.
const cilium = closed({
  endpointSelector: closed({
    matchExpressions: list(closed({
      key: text, operator: { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] }, values: texts,
    }, ['key', 'operator'])),
  }),
  enableDefaultDeny: closed({ egress: { type: 'boolean' }, ingress: { type: 'boolean' } }),
  egressDeny: list(closed({
    toEntities: list({ enum: ['all', 'world', 'cluster', 'host', 'remote-node', 'kube-apiserver'] }),
    toCIDR: texts,
  })),
}, ['endpointSelector']);

// projectcalico/api, pkg/apis/projectcalico/v3/networkpolicy.go and policy_common.go.
const calico = closed({
  tier: name,
  selector: text,
  types: list({ enum: ['Ingress', 'Egress'] }),
  egress: list(closed({
    action: { enum: ['Allow', 'Deny', 'Log', 'Pass'] },
    destination: closed({ nets: texts, services: closed({ name, namespace: name }, ['name']) }),
  }, ['action'])),
});

const SPECS: { [kind: string]: object } = {
  'cilium.io/v2 CiliumNetworkPolicy': cilium,
  'projectcalico.org/v3 NetworkPolicy': calico,
};

/** What is wrong with a policy of Cilium or Calico, unknown fields included; undefined for another kind. */
export function networkSchemaErrors(manifest: any): string[] | undefined {
  const spec = SPECS[`${manifest.apiVersion} ${manifest.kind}`];
  if (spec === undefined) {
    return undefined;
  }
  const validate = new Ajv({ allErrors: true, strict: false }).compile(closed({
    apiVersion: text,
    kind: text,
    metadata: closed({ name, namespace: name, labels: { type: 'object' }, annotations: { type: 'object' } }, ['name']),
    spec,
  }, ['apiVersion', 'kind', 'metadata', 'spec']));
  return validate(manifest)
    ? [] : validate.errors!.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
