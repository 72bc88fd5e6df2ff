import { EMPTY, FINDINGS, inputOf, REPORT } from './sample';
import { renderText } from '../../../src/audit/reports/text';

const plain = { colour: false, width: 80 };
const lines = () => renderText(inputOf(REPORT), plain).split('\n');

test('findings stand under their file and object, in the order of the lines', () => {
  expect(lines().slice(0, 7)).toEqual([
    'deploy/api.yaml',
    '  Deployment payments/api',
    '    9:5   error    credential-in-args  container "app": an argument holds a credential',
    '    12:5  warning  secret-in-env       container "app", variable "DB": takes its value from a Secret',
    '',
    '  Secret db (app/payments/Db)',
    '      note  not-immutable  may be changed in place',
  ]);
});

test('what is suppressed is counted, not shown', () => {
  const text = renderText(inputOf(REPORT), plain);
  expect(text).not.toContain('every key of a Secret');
  expect(text).toContain('1 suppressed (1 by annotation)');
});

test('the last line is the sum', () => {
  expect(lines().at(-2)).toBe(
    '3 findings (1 error, 1 warning, 1 note) in 2 of 7 objects of 2 files; 1 suppressed (1 by annotation); 2 '
      + `problems; ${REPORT.ruleIds.length} rules checked`,
  );
  expect(renderText(inputOf(EMPTY), plain)).toBe(
    `no findings in 3 objects of 1 file; ${EMPTY.ruleIds.length} rules checked\n`,
  );
});

test('each rule that found something says once what to do, within the width of the terminal', () => {
  const advice = lines().slice(lines().indexOf('What to do'));
  expect(advice.filter((line) => line === 'secret-in-env')).toHaveLength(1);
  expect(advice).toContain('  Mount the Secret as a volume, as a whole directory, and let the process read');
});

test('problems say where they are', () => {
  expect(lines()).toContain('  error  unreadable-input  deploy/broken.yaml:3:5: not YAML: a tab');
  expect(lines()).toContain('  warning  suppression-unused  app/payments/Db: nothing to suppress');
});

test('colours are used when requested, and only then', () => {
  expect(renderText(inputOf(REPORT), { ...plain, colour: true })).toContain('\u001b[31merror');
  expect(renderText(inputOf(REPORT), plain)).not.toContain('\u001b');
});

test('a name cannot talk to the terminal', () => {
  const hostile = {
    ...FINDINGS[0],
    subject: { ...FINDINGS[0].subject, name: 'api\u001b[2J\r\u202e' },
    message: 'says\n\u0007',
  };
  const text = renderText(inputOf({ ...EMPTY, findings: [hostile] }), plain);
  expect(text).toContain('Deployment payments/api\\u001b[2J\\u000d\\u202e');
  expect(text).toContain('says\\u000a\\u0007');
});

test('one object may have any number of findings', () => {
  const findings = Array.from({ length: 200_000 }, () => FINDINGS[0]);
  expect(renderText(inputOf({ ...EMPTY, findings }), plain)).toContain(
    '200000 findings (200000 warnings) in 1 of 3 objects',
  );
});
