import { WaitProgress } from '../../src/cli/wait-progress';
import { ENV, look, node, pod, secret } from '../rotation/holders/cluster';

test('a terminal shows what is left in one line, which is gone at the end', () => {
  const written: string[] = [];
  const progress = new WaitProgress({ isTTY: true, columns: 40, write: (text) => written.push(text) });
  progress.show(look([secret(), pod(ENV), ...node()]));
  progress.show(look([secret(), ...node()]));
  progress.clear();
  expect(written).toEqual([
    '\r\u001b[K1 container may hold the old value',
    '\r\u001b[Kno running container can hold a value f',
    '\r\u001b[K',
  ]);
});

test('nothing is removed where nothing was drawn', () => {
  const written: string[] = [];
  new WaitProgress({ isTTY: true, write: (text) => written.push(text) }).clear();
  expect(written).toEqual([]);
});
