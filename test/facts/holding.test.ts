import { Answer } from '../../src/facts/answer';
import { holdsSinceStart, holdsSubPath, provenFrom, ReadOnce } from '../../src/facts/holding';

const CHANGED = Date.parse('2026-03-02T10:15:00Z');
const BOUNDS = { syncSeconds: 90 };
const after = (seconds: number) => CHANGED + seconds * 1000;

test.each<[string, ReadOnce, { started: number; podCreated?: number }, Answer]>([
  ['a variable read before', 'variable', { started: after(-1) }, 'yes'],
  ['a variable read in the same second', 'variable', { started: after(0) }, 'unknown'],
  ['a variable of a new pod', 'variable', { started: after(3), podCreated: after(1) }, 'no'],
  ['a variable long after', 'variable', { started: after(121), podCreated: after(-9) }, 'no'],
  ['a file of before', 'sub-path', { started: after(-1) }, 'yes'],
  ['a file soon after, where the age of the pod is not known', 'sub-path', { started: after(1) }, 'unknown'],
  ['a file soon after, of a pod of before', 'sub-path', { started: after(89), podCreated: after(-9) }, 'unknown'],
  ['a file of a pod of the same second', 'sub-path', { started: after(3), podCreated: after(0) }, 'unknown'],
  ['a file of a new pod', 'sub-path', { started: after(3), podCreated: after(1) }, 'no'],
  ['a file whose container was made before the sync, and started after it', 'sub-path',
    { started: after(150), podCreated: after(-9) }, 'unknown'],
  ['a file long after', 'sub-path', { started: after(222), podCreated: after(-9) }, 'no'],
  ['a copy of before', 'copy', { started: after(-1), podCreated: after(-9) }, 'yes'],
  ['a copy soon after', 'copy', { started: after(9), podCreated: after(-9) }, 'unknown'],
])('%s', (_name, way, seen, expected) => {
  expect(holdsSinceStart(way, seen, CHANGED, BOUNDS)).toBe(expected);
});

test('the time from which a start proves it is the first at which a file by subPath is gone', () => {
  const proven = provenFrom(CHANGED, BOUNDS);
  const at = (started: number) => holdsSubPath({ podCreated: after(-9), started, now: started }, CHANGED, BOUNDS);
  expect([at(proven - 1).verdict, at(proven).verdict]).toEqual(['holds', 'gone']);
});
