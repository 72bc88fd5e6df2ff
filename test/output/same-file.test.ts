import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { App } from 'cdk8s';
import { Audit, AuditConfig, AuditValidation, RulePreset } from '../../src';
import { identityOf, refuseOwnInput } from '../../src/output/same-file';

const root = mkdtempSync(join(tmpdir(), 'strongbox-same-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = join(root, 'a.yaml');
writeFileSync(file, 'preset: strict\n');
linkSync(file, join(root, 'hard.yaml'));
symlinkSync('a.yaml', join(root, 'soft.yaml'));
symlinkSync('.', join(root, 'folder'));

test.each([
  ['another spelling', `${root}//./a.yaml`],
  ['a relative path', relative(process.cwd(), file)],
  ['a hard link', join(root, 'hard.yaml')],
  ['a symbolic link', join(root, 'soft.yaml')],
  ['a folder that is a link', join(root, 'folder/a.yaml')],
])('%s is the same file', (_, path) => {
  expect(identityOf(path)).toBe(identityOf(file));
  expect(() => refuseOwnInput('it', path, [{ what: 'the baseline', path: file }])).toThrow(
    'that is the baseline, an input, and would be overwritten',
  );
});

test('a file that is not there yet is the same under another spelling of its folder', () => {
  expect(identityOf(join(root, 'folder/new'))).toBe(identityOf(join(root, 'new')));
  expect(identityOf(join(root, 'new'))).not.toBe(identityOf(join(root, 'other')));
});

describe('the library refuses to write over what it reads', () => {
  const config = join(root, 'strongbox.yaml');
  const baseline = join(root, 'baseline.json');
  writeFileSync(config, 'preset: strict\nbaseline: baseline.json\n');
  writeFileSync(baseline, '{"version": 1, "findings": []}');

  test('reports of a synth', () => {
    const audit = Audit.attach(new App({ outdir: join(root, 'dist') }), { config, quiet: true });
    expect(() => audit.writeReport(config)).toThrow('that is the config file, an input');
    expect(() => audit.writeReport(baseline)).toThrow('that is the baseline, an input');
    expect(() => audit.writeBaseline(config)).toThrow('the baseline is not written to');
    expect(() => audit.writeBaseline()).not.toThrow();
  });

  test('a configuration', () => {
    expect(() => AuditConfig.fromFile(config).writeTo(config)).toThrow('that is the file of this configuration');
    expect(() => new AuditConfig({ preset: RulePreset.STRICT }).writeTo(join(root, 'other.yaml'))).not.toThrow();
  });

  test('the report of the validation', async () => {
    const validation = new AuditValidation({ config, report: baseline });
    await expect(
      validation.validate({ manifests: [], report: { addViolation: () => undefined, submit: () => undefined } }),
    ).rejects.toThrow('that is the baseline');
  });
});
