import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { differences, faultsOf } from './support/acceptance';
import { Manifest } from './support/api-client';
import { hasGo } from './support/binaries';
import { installCrds, PUBLISHERS, publishedCrds } from './support/crds';
import { clusterSuite, useControlPlane } from './support/suite';
import { MINIMAL_CONSTRUCTS } from '../support/minimal-constructs';
import { projectRoot, run } from '../support/package-under-test';
import { EXAMPLES_WITH_OBJECTS, runExample } from '../support/snippets';

jest.setTimeout(240_000);

const unavailable = hasGo() ? undefined : process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? 'no Go to download the published CRDs with';

clusterSuite('Accepted as written', (claim) => {
  const plane = useControlPlane();
  let temporary: string;

  beforeAll(async () => {
    temporary = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-acceptance-')));
    const { secretsStoreCsi, externalSecrets, sealedSecrets, vaultSecretsOperator, prometheus } = PUBLISHERS;
    const crds = [secretsStoreCsi, externalSecrets, sealedSecrets, vaultSecretsOperator, prometheus]
      .flatMap((publisher) => publishedCrds(publisher)!);
    await installCrds(plane().admin, crds);
  });
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  /** Applies the files of a folder the way their README says, and compares what the server then has. */
  async function expectApplied(folder: string): Promise<string> {
    let count = 0;
    // One after the other: those of examples/stores are the same service in five ways.
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name))) {
      const manifests: Manifest[] = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map((document) => document.toJS());
      for (const namespace of new Set(manifests.map(({ metadata }) => metadata.namespace ?? 'default'))) {
        await plane().apiServer.createNamespace(namespace);
      }
      const { status, stderr } = plane().apiServer.kubectl(['apply', '--server-side', '--validate=strict', '--filename', file]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      for (const manifest of manifests) {
        const { body } = await plane().admin.get(manifest);
        expect(differences(manifest, body)).toEqual([]);
      }
      count += manifests.length;
    }
    return `${count} objects, no warning`;
  }

  const bin = (name: string) => join(projectRoot, 'node_modules/.bin', name);

  for (const example of ['payments', 'stores']) {
    claim(`all that examples/${example} writes is taken`, '`kubectl apply --server-side --validate=strict`, then each object is read back', async () => {
      const dist = join(temporary, example);
      run(bin('cdk8s'), ['synth', '--check-upgrade=false', '--output', dist], join(projectRoot, 'examples', example));
      return expectApplied(dist);
    });
  }

  claim('the alerts of examples/encryption are taken', '`kubectl apply --server-side --validate=strict`, then each object is read back', async () => {
    const example = join(projectRoot, 'examples/encryption');
    run(bin('tsx'), ['--tsconfig', join(example, 'tsconfig.json'), join(example, 'main.ts'), join(temporary, 'encryption')], projectRoot);
    return expectApplied(join(temporary, 'encryption/manifests'));
  });

  async function faults(manifests: Manifest[]): Promise<string[]> {
    const found: string[] = [];
    for (const manifest of manifests) {
      found.push(...await faultsOf(plane().admin, manifest));
    }
    return found;
  }

  claim('every construct with its fewest props', 'server-side apply with strict field validation; what comes back is what was sent, but for defaults', async () => {
    for (const [index, [, build]] of MINIMAL_CONSTRUCTS.entries()) {
      const namespace = `minimal-${index}`;
      await plane().apiServer.createNamespace(namespace);
      const chart = new Chart(Testing.app(), 'payments', { namespace });
      build(chart);
      expect(await faults(Testing.synth(chart))).toEqual([]);
    }
    return `${MINIMAL_CONSTRUCTS.length} stacks, no warning`;
  });

  claim('every example of a docstring', 'the same', async () => {
    await plane().apiServer.createNamespace('payments');
    for (const name of EXAMPLES_WITH_OBJECTS) {
      expect([name, await faults(runExample(name))]).toEqual([name, []]);
    }
    return `${EXAMPLES_WITH_OBJECTS.length} examples, no warning`;
  });
}, { unavailable });
