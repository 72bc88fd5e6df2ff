import { PolicyAction } from '../../../src/policy/policy-action';
import { PolicyMutation } from '../../../src/policy/policy-mutation';
import { policyObjects } from '../../../src/policy/policy-set';
import {
  BUILDERS, CONTAINER, IN_GROUP, LABELS, made, modesOf, specOf, TEMPLATES, TIGHTENED, TIGHTENED_CASES, TOKEN_CASES,
  UNCHANGED, UNCHANGED_CASES, VOLUMES,
} from '../../policy/support/mutated';
import { ApiClient, ApiResponse, Manifest } from '../support/api-client';
import { kubernetesModule } from '../support/binaries';
import { installPolicies } from '../support/policies';
import { clusterSuite, useControlPlane } from '../support/suite';

jest.setTimeout(120_000);

/** MutatingAdmissionPolicy is served as v1 from this minor release on. */
const FIRST_MINOR = 36;
const isServed = Number(kubernetesModule().minor.split('.')[1]) >= FIRST_MINOR;

const CONTROLLERS = { token: 'token-controllers', name: 'system:kube-controller-manager', groups: ['system:masters'] };
const OFF = { errors: PolicyAction.OFF, warnings: PolicyAction.OFF, notes: PolicyAction.OFF };
const POLICIES = policyObjects({
  ...OFF,
  mutations: [PolicyMutation.TOKEN_AUTOMOUNT, PolicyMutation.SECRET_FILE_MODE],
  exempt: { namespaceLabel: 'acme.io/unjudged' },
}).map((object) => object.kind !== 'MutatingAdmissionPolicy' ? object
  // An expression that cannot be evaluated has to be seen here.
  : { ...object, spec: { ...object.spec, failurePolicy: 'Fail' } });

/** Sets the field in a Pod, as no policy of ours does. */
const TOO_LATE: Manifest[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: 'too-late' },
    spec: {
      reinvocationPolicy: 'Never',
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: [{ name: 'is-the-one', expression: "object.metadata.name == 'late'" }],
      mutations: [{
        patchType: 'ApplyConfiguration',
        applyConfiguration: { expression: 'Object{spec: Object.spec{automountServiceAccountToken: false}}' },
      }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: 'too-late' },
    spec: { policyName: 'too-late' },
  },
];

clusterSuite('Admission policies that set safe defaults', (claim) => {
  const plane = useControlPlane({ users: [CONTROLLERS] });

  async function created(object: Manifest, client: ApiClient = plane().admin): Promise<any> {
    const response: ApiResponse = await client.create(object, { dryRun: 'All' });
    expect([object.kind, response.status, response.body.message]).toEqual([object.kind, 201, undefined]);
    return response.body;
  }

  const tokenField = async (object: Manifest, client?: ApiClient) =>
    specOf(await created(object, client)).automountServiceAccountToken;

  beforeAll(async () => {
    const { admin, apiServer } = plane();
    await apiServer.createNamespace('shop');
    await apiServer.createNamespace('operators', { 'acme.io/unjudged': '' });
    await apiServer.createNamespace('meshed');
    await admin.patch({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'meshed' } }, {
      metadata: { annotations: { 'linkerd.io/inject': 'enabled' } },
    });
    await admin.expectApplied(made('Deployment', IN_GROUP, { name: 'old' }));
    await installPolicies(admin, [...POLICIES, ...TOO_LATE]);
  }, 120_000);

  claim(
    'a new pod template of the default account gets `automountServiceAccountToken: false`, unless the field is set '
      + 'or a program in it is known to read the token',
    'a dry run of each kind with a template; a named account, and a namespace whose annotation asks for a client, stay',
    async () => {
      for (const kind of TEMPLATES) {
        for (const [spec, annotations, expected] of TOKEN_CASES) {
          const field = await tokenField(made(kind, spec, {}, annotations));
          expect([kind, spec, annotations, field]).toEqual([kind, spec, annotations, expected]);
        }
        expect([kind, await tokenField(made(kind, {}, { namespace: 'meshed' }))]).toEqual([kind, undefined]);
      }
    },
  );

  claim(
    'exempt namespaces and users, suppressed and controlled objects stay as they are',
    'a dry run of a Deployment with a volume of a Secret and an fsGroup',
    async () => {
      const untouched = async (metadata: object, client?: ApiClient) => {
        const { automountServiceAccountToken, volumes } = specOf(
          await created(made('Deployment', IN_GROUP, metadata), client),
        );
        expect([automountServiceAccountToken, modesOf(volumes)]).toEqual([undefined, UNCHANGED]);
      };
      await untouched({ namespace: 'kube-system' });
      await untouched({ namespace: 'operators' });
      await untouched({}, plane().admin.as(CONTROLLERS.token));
      await untouched({
        annotations: {
          'cdk8s-strongbox/suppress.default-service-account': 'it calls the API',
          'cdk8s-strongbox/suppress.secret-volume-mode': 'two users read it',
        },
      });
      const owner = { apiVersion: 'acme.io/v1', kind: 'Shop', name: 'a', uid: 'b', controller: true };
      await untouched({ ownerReferences: [owner] });
    },
  );

  claim(
    'a policy that sets the field in a Pod is too late: the token is mounted already',
    'a dry run of a Pod with a policy that sets it, and of one with our policies only',
    async () => {
      const late = specOf(await created(made('Pod', {}, { name: 'late' })));
      expect(late.automountServiceAccountToken).toBe(false);
      expect(late.volumes).toEqual([expect.objectContaining({ name: expect.stringMatching(/^kube-api-access-/) })]);
      expect(await tokenField(made('Pod', {}))).toBeUndefined();
    },
  );

  claim(
    'files of Secrets with the default mode get 0440 in a pod with an fsGroup, or whose containers run as root',
    'a dry run of each kind; other volumes, modes of items and other modes stay',
    async () => {
      for (const kind of Object.keys(BUILDERS)) {
        for (const each of TIGHTENED_CASES) {
          const spec = { volumes: VOLUMES, ...each };
          const { volumes } = specOf(await created(made(kind, spec)));
          expect([kind, modesOf(volumes)]).toEqual([kind, TIGHTENED]);
          expect(volumes[0].secret).toEqual({ ...VOLUMES[0].secret, defaultMode: 0o440 });
          expect(volumes[1].projected).toEqual({ ...VOLUMES[1].projected, defaultMode: 0o440 });
        }
      }
    },
  );

  claim(
    'files keep their mode where a process may not read 0440',
    'a dry run of each kind: no user is set, one container is not root, Windows',
    async () => {
      for (const kind of Object.keys(BUILDERS)) {
        for (const spec of UNCHANGED_CASES) {
          const { volumes } = specOf(await created(made(kind, { ...spec, volumes: VOLUMES })));
          expect([kind, modesOf(volumes)]).toEqual([kind, UNCHANGED]);
        }
      }
    },
  );

  claim(
    'the costs stay below the limits of the API server',
    'a dry run of a Deployment with 100 containers, each with 100 variables, and with 40 volumes',
    async () => {
      const env = Array.from({ length: 100 }, (_, index) => ({ name: `V${index}`, value: 'x'.repeat(30) }));
      const containers = Array.from({ length: 100 }, (_, index) => ({ ...CONTAINER, name: `c${index}`, env }));
      const volumes = Array.from({ length: 40 }, (_, index) => ({ ...VOLUMES[0], name: `v${index}` }));
      const spec = specOf(await created(made('Deployment', { ...IN_GROUP, containers, volumes })));
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.volumes.every(({ secret }: any) => secret.defaultMode === 0o440)).toBe(true);
    },
  );

  claim(
    'what is created already stays, and a second pass changes nothing',
    'a Deployment from before is labelled; one that was changed is sent again',
    async () => {
      const { admin } = plane();
      const { body } = await admin.patch(made('Deployment', {}, { name: 'old' }), { metadata: { labels: LABELS } });
      expect([body.metadata.labels, modesOf(specOf(body).volumes)]).toEqual([LABELS, UNCHANGED]);
      expect(specOf(body).automountServiceAccountToken).toBeUndefined();

      const { spec } = await created(made('Deployment', IN_GROUP));
      expect((await created({ ...made('Deployment', {}), spec })).spec).toEqual(spec);
    },
  );
}, {
  unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE
    ?? (isServed ? undefined : `MutatingAdmissionPolicy v1 is served from Kubernetes 1.${FIRST_MINOR}`),
});
