import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart } from 'cdk8s';
import { Audit, AuditOptions, AuditValidation } from '../../src';
import { auditFiles } from '../../src/audit/audit-files';
import { settingsOf } from '../../src/cli/settings';

const PLACE = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.parts[*]' };

const WORKER = {
  apiVersion: 'example.com/v1',
  kind: 'Worker',
  metadata: { name: 'w' },
  spec: { parts: [{ containers: [{ name: 'app', env: [{ name: 'DB_PASSWORD', value: 'hV4nRx81kQzt7Lp2' }] }] }] },
};

const FOUND = ['default-service-account', 'credential-in-env'];

let folder: string;
let before: string;
beforeEach(() => {
  before = process.cwd();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pods-')));
  mkdirSync(join(folder, '.git'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** Findings of each way to run the audit; properties of the validation are those of `Audit.attach`. */
async function roads(options: AuditOptions): Promise<string[][]> {
  const app = new App({ outdir: join(folder, 'dist') });
  new ApiObject(new Chart(app, 'c'), 'W', WORKER);
  const attached = Audit.attach(app, options).report;
  const file = join(folder, 'w.yaml');
  writeFileSync(file, JSON.stringify(WORKER));
  const violations: string[] = [];
  const report = {
    addViolation: ({ ruleName }: { ruleName: string }) => violations.push(ruleName),
    submit: () => undefined,
  };
  await new AuditValidation({ ...options, failOn: 'note' }).validate({ manifests: [file], report } as any);
  const { preset, podTemplates } = settingsOf({});
  const command = auditFiles([{ file, text: JSON.stringify(WORKER) }], {
    preset,
    podTemplates: options.podTemplates ?? podTemplates,
  });
  return [attached, command]
    .map(({ findings }) => findings.map(({ ruleId }) => ruleId))
    .concat([violations])
    .map((ids) => ids.sort());
}

test('an unknown kind is searched for credentials everywhere, and for nothing else', async () => {
  const found = ['credential-in-custom-object'];
  expect(await roads({})).toEqual([found, found, found]);
});

test('pods that a config file locates are checked everywhere', async () => {
  writeFileSync('strongbox.yaml', `podTemplates: [${JSON.stringify(PLACE)}]`);
  expect(await roads({})).toEqual([[...FOUND].sort(), [...FOUND].sort(), [...FOUND].sort()]);
});

test('an option says the same, and adds to what the file says', async () => {
  writeFileSync('strongbox.yaml', `podTemplates: [${JSON.stringify({ ...PLACE, kind: 'Other' })}]`);
  expect(await roads({ podTemplates: [PLACE] })).toEqual([[...FOUND].sort(), [...FOUND].sort(), [...FOUND].sort()]);
});
