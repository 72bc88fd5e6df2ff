import { FakeClock, seededRandom, settle } from './fake-clock';
import { FakeDatabase } from './fake-database';
import { RotatingPool } from '../../../examples/payments/service/rotating-pool.js';

const credentials = (password: string) => ({ username: 'app', password });
const query = (connection: { command(): Promise<unknown> }) => connection.command();

let clock: FakeClock;
let database: FakeDatabase;
let lines: { event: string; [field: string]: unknown }[];
let pool: RotatingPool;

function makePool(
  random = seededRandom(1),
  settings: Partial<ConstructorParameters<typeof RotatingPool>[0]> = {},
): RotatingPool {
  return new RotatingPool({
    connect: (given) => database.connect(given),
    isRefusal: (error) => database.isRefusal(error),
    size: 2,
    waitMs: 2_000,
    drainMs: 20_000,
    spreadMs: 5_000,
    backoff: { baseMs: 200, capMs: 30_000, random },
    clock,
    log: (event, fields) => lines.push({ event, ...fields }),
    ...settings,
  });
}

/** Work that holds its connection until it is told to end. */
function heldWork(): { result: Promise<unknown>; end: () => void } {
  let end!: () => void;
  const held = new Promise<void>((resolve) => { end = resolve; });
  return { end, result: pool.run(async (connection) => { await held; return query(connection as any); }) };
}

beforeEach(async () => {
  clock = new FakeClock();
  database = new FakeDatabase(clock.now, 'first');
  lines = [];
  pool = makePool();
  await pool.rotate(credentials('first'), 'v1');
});

afterEach(() => {
  // Every test, whatever it provokes: no password is in what was logged.
  expect(JSON.stringify(lines)).not.toMatch(/first|second|third|wrong/);
});

test('the first credentials serve at once, without a wait for other replicas', () => {
  expect(pool.version).toBe('v1');
  expect(clock.now()).toBe(0);
});

test('before any credentials are accepted, work fails and says so', async () => {
  await expect(makePool().run(query as any)).rejects.toMatchObject({ code: 'NOT_READY' });
});

test('work shares a few connections: they are opened when needed, and not more than the size', async () => {
  const works = [heldWork(), heldWork(), heldWork()];
  await settle();
  expect(database.connections).toHaveLength(2);
  works.forEach((work) => work.end());
  await expect(Promise.all(works.map((work) => work.result))).resolves.toEqual([1, 1, 1]);
  expect(database.connections).toHaveLength(2);
});

test('after a rotation new work runs with the new credentials, and no work failed meanwhile', async () => {
  database.valid.add('second');
  const held = heldWork();
  await settle();
  const rotated = pool.rotate(credentials('second'), 'v2');
  await expect(pool.run(query as any)).resolves.toBe(1);
  expect(pool.version).toBe('v1');
  await clock.advance(5_000);
  await expect(rotated).resolves.toBe(true);
  expect(pool.version).toBe('v2');
  await expect(pool.run(async (connection) => (connection as any).password)).resolves.toBe('second');

  expect(database.open('first')).toBe(1); // the held one: idle ones were closed
  held.end();
  await expect(held.result).resolves.toBe(1);
  expect(database.open('first')).toBe(0);
  expect(clock.waiting).toBe(0);
});

test('work of the old credentials that does not end is cut off after the time to drain', async () => {
  database.valid.add('second');
  const held = heldWork();
  await settle();
  void pool.rotate(credentials('second'), 'v2');
  await clock.advance(5_000 + 20_000);
  expect(database.open('first')).toBe(0);
  held.end();
  await expect(held.result).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('work that waits for an old connection gets a new one', async () => {
  database.valid.add('second');
  const held = [heldWork(), heldWork()];
  await settle();
  pool.settings.waitMs = 60_000;
  const waits = pool.run(async (connection) => (connection as any).password);
  void pool.rotate(credentials('second'), 'v2');
  await clock.advance(5_000);
  await expect(waits).resolves.toBe('second');
  held.forEach((work) => work.end());
  await Promise.all(held.map((work) => work.result));
});

test('a wrong password leaves the old connections at work; the right one that follows takes over', async () => {
  const wrong = pool.rotate(credentials('wrong'), 'v2');
  await clock.advance(10 * 60_000);
  expect(pool.version).toBe('v1');
  await expect(pool.run(query as any)).resolves.toBe(1);
  const { failures } = pool;
  expect(failures).toBeGreaterThan(10);

  database.valid.add('third');
  const right = pool.rotate(credentials('third'), 'v3');
  await expect(wrong).resolves.toBe(false);
  expect(pool.failures).toBe(failures);
  await clock.advance(5_000);
  await expect(right).resolves.toBe(true);
  expect(pool.version).toBe('v3');
  const attempts = database.attempts.length;
  await clock.advance(10 * 60_000);
  expect(database.attempts).toHaveLength(attempts); // the wrong one is not tried any more
});

test('a password that the database learns later is accepted without another change of the files', async () => {
  void pool.rotate(credentials('second'), 'v2');
  await clock.advance(60_000);
  expect(pool.version).toBe('v1');
  database.valid.add('second');
  await clock.advance(30_000);
  expect(pool.version).toBe('v2');
});

test('failures are counted over all credentials, and the count never goes down', async () => {
  database.valid.clear();
  pool = makePool();
  void pool.rotate(credentials('first'), 'v1');
  await clock.advance(1_000);
  database.valid.add('first').add('second');
  await clock.advance(30_000);
  const { failures } = pool;
  expect(failures).toBeGreaterThan(0);
  void pool.rotate(credentials('second'), 'v2');
  await clock.advance(5_000);
  expect(pool.version).toBe('v2');
  expect(pool.failures).toBe(failures);
});

test('refused attempts come ever less often, and within the bounds of the backoff', async () => {
  pool = makePool(() => 1, { spreadMs: 0 });
  const before = database.attempts.length;
  void pool.rotate(credentials('wrong'), 'v2');
  await clock.advance(120_000);
  const times = database.attempts.slice(before).map((attempt) => attempt.at);
  const delays = times.slice(1).map((time, index) => time - times[index]);
  expect(delays).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  pool.close();
});

test('after a success the backoff starts over', async () => {
  const outcomes = [true, false, false, true, false, true];
  const times: number[] = [];
  pool = makePool(() => 1, {
    connect: async (given) => {
      times.push(clock.now());
      if (!outcomes.shift()) throw Object.assign(new Error(), { code: 'REFUSED' });
      return database.connect(given);
    },
  });
  await pool.rotate(credentials('first'), 'v1');
  database.connections.forEach((connection) => connection.close());
  const works = [heldWork(), heldWork()];
  await clock.advance(1_000);
  expect(times).toEqual([0, 0, 200, 600, 600, 800]);
  works.forEach((work) => work.end());
  await Promise.all(works.map((work) => work.result));
});

test('of several quick rotations only the last serves, and the others were never tried', async () => {
  ['second', 'third', 'fourth'].forEach((password) => database.valid.add(password));
  const rotations = ['second', 'third', 'fourth'].map((password) => pool.rotate(credentials(password), password));
  await clock.advance(5_000);
  await expect(Promise.all(rotations)).resolves.toEqual([false, false, true]);
  expect(database.attempts.map((attempt) => attempt.password)).toEqual(['first', 'fourth']);
});

test('a connection for old credentials is closed when it comes late', async () => {
  let accept!: () => void;
  const slow = new Promise<void>((resolve) => { accept = resolve; });
  database.valid.add('second').add('third');
  pool = makePool(seededRandom(1), {
    spreadMs: 0,
    connect: async (given) => {
      if (given.password === 'second') await slow;
      return database.connect(given);
    },
  });
  void pool.rotate(credentials('first'), 'v1');
  await settle();
  const late = pool.rotate(credentials('second'), 'v2');
  await clock.advance(0);
  void pool.rotate(credentials('third'), 'v3');
  await clock.advance(0);
  accept();
  await expect(late).resolves.toBe(false);
  await settle();
  expect(pool.version).toBe('v3');
  expect(database.open('second')).toBe(0);
});

test('a rotation that is taken back keeps what is in use', async () => {
  database.valid.add('second');
  void pool.rotate(credentials('second'), 'v2');
  await expect(pool.rotate(credentials('first'), 'v1')).resolves.toBe(true);
  await clock.advance(60_000);
  expect(database.attempts.map((attempt) => attempt.password)).toEqual(['first']);
  expect(clock.waiting).toBe(0);
});

test('a hundred replicas that see a change together reconnect spread over the time they were given', async () => {
  const random = seededRandom(42);
  database.valid.add('second');
  const replicas = Array.from({ length: 100 }, () => makePool(random));
  await Promise.all(replicas.map((replica) => replica.rotate(credentials('first'), 'v1')));
  const before = database.attempts.length;
  replicas.forEach((replica) => void replica.rotate(credentials('second'), 'v2'));
  await clock.advance(5_000);
  const times = database.attempts.slice(before).map((attempt) => attempt.at);
  expect(times).toHaveLength(100);
  expect(Math.max(...times)).toBeLessThanOrEqual(5_000);
  for (let second = 0; second < 5; second += 1) {
    expect(times.filter((time) => Math.floor(time / 1_000) === second).length).toBeGreaterThan(8);
  }
});

test('when the database goes away and comes back, waiting work is served by one attempt at a time', async () => {
  database.valid.delete('first');
  database.connections.forEach((connection) => connection.close());
  const works = [1, 2, 3].map(async () => pool.run(query as any));
  const before = database.attempts.length;
  await clock.advance(1_000);
  expect(database.attempts.length - before).toBeLessThan(10);
  database.valid.add('first');
  await clock.advance(999);
  await expect(Promise.all(works)).resolves.toEqual([1, 1, 1]);
});

test('work does not wait for ever, and its place in the queue is given up', async () => {
  const held = [heldWork(), heldWork()];
  const late = pool.run(query as any);
  const failed = expect(late).rejects.toMatchObject({ code: 'NO_CONNECTION', message: 'no connection within 2000 ms' });
  await clock.advance(2_000);
  await failed;
  held.forEach((work) => work.end());
  await Promise.all(held.map((work) => work.result));
  // Both connections are there for others: none was lent to the one that had left.
  let together = 0;
  let most = 0;
  await Promise.all([1, 2].map(async () => pool.run(async () => {
    together += 1;
    most = Math.max(most, together);
    await settle();
    together -= 1;
  })));
  expect(most).toBe(2);
  expect(database.connections).toHaveLength(2);
});

test('work that waits gets a new connection when one that is lent breaks', async () => {
  const held = [heldWork(), heldWork()];
  await settle();
  const waits = pool.run(query as any);
  database.connections[0].close();
  await expect(waits).resolves.toBe(1);
  held.forEach((work) => work.end());
  await expect(Promise.allSettled(held.map((work) => work.result))).resolves.toHaveLength(2);
});

test('a connection that broke while it was lent is not lent again', async () => {
  await expect(pool.run(async (connection) => {
    connection.close();
    return query(connection as any);
  })).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await expect(pool.run(query as any)).resolves.toBe(1);
  expect(database.connections).toHaveLength(2);
});

test('close ends what is idle at once, what works later, what waits with an error, and leaves no timer', async () => {
  const held = [heldWork(), heldWork()];
  const waits = expect(pool.run(query as any)).rejects.toMatchObject({ code: 'CLOSED' });
  await settle();
  void pool.rotate(credentials('wrong'), 'v2');
  pool.close();
  await waits;
  held.forEach((work) => work.end());
  await Promise.all(held.map((work) => work.result));
  expect(database.open('first')).toBe(0);
  await settle();
  expect(clock.waiting).toBe(0);
  await expect(pool.rotate(credentials('first'), 'v3')).resolves.toBe(false);
});

describe('with the previous credentials beside the current ones', () => {
  const versionOf = (password: string) => `v${['first', 'second', 'third'].indexOf(password) + 1}`;
  const pair = (current: string, previous: string): Parameters<RotatingPool['rotate']> =>
    [credentials(current), versionOf(current), { credentials: credentials(previous), version: versionOf(previous) }];
  const passwords = (from = 0) => database.attempts.slice(from).map((attempt) => attempt.password);

  test('the current ones are tried first, and the previous ones serve until the server takes the current ones',
    async () => {
      pool = makePool();
      const before = database.attempts.length;
      const rotated = pool.rotate(...pair('second', 'first'));
      await settle();
      expect([pool.version, ...passwords(before)]).toEqual(['v1', 'second', 'first']);
      await expect(pool.run(query as any)).resolves.toBe(1);

      database.valid.add('second');
      await clock.advance(30_000);
      await expect(rotated).resolves.toBe(true);
      expect(pool.version).toBe('v2');
      // The other pool of this test has a connection that is not for this one to close.
      expect(database.open('first')).toBe(1);
      pool.close();
    });

  test('the previous ones are not tried where the current ones are accepted, or already serve', async () => {
    pool = makePool();
    const before = database.attempts.length;
    await pool.rotate(...pair('first', 'second'));
    void pool.rotate(...pair('third', 'first'));
    await clock.advance(60_000);
    expect(pool.version).toBe('v1');
    expect(new Set(passwords(before))).toEqual(new Set(['first', 'third']));
    expect(passwords(before).filter((password) => password === 'first')).toHaveLength(1);
    pool.close();
  });

  test('of a server that cannot be reached, the previous ones are not tried', async () => {
    const tried: string[] = [];
    pool = makePool(() => 1, {
      connect: async ({ password }) => {
        tried.push(password);
        throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
      },
    });
    void pool.rotate(...pair('second', 'first'));
    await clock.advance(1_000);
    expect(tried).toEqual(['second', 'second', 'second']);
    pool.close();
  });

  test('where both are refused, each pair of attempts comes ever less often', async () => {
    database.valid.clear();
    pool = makePool(() => 1);
    const before = database.attempts.length;
    void pool.rotate(...pair('second', 'first'));
    await clock.advance(1_400);
    expect(database.attempts.slice(before).map(({ password, at }) => [password, at])).toEqual([
      ['second', 0], ['first', 0], ['second', 200], ['first', 200], ['second', 600], ['first', 600],
      ['second', 1_400], ['first', 1_400],
    ]);
    const { failures } = pool;
    expect(failures).toBe(8);
    pool.close();
  });

  test('a server that goes back to the previous ones is followed, and work that waits is done', async () => {
    database.valid.add('second');
    pool = makePool();
    await pool.rotate(...pair('second', 'first'));
    database.valid.delete('second');
    database.connections.forEach((connection) => connection.close());
    const { failures } = pool;
    await expect(pool.run(query as any)).resolves.toBe(1);
    expect(pool.version).toBe('v1');
    expect(pool.failures).toBeGreaterThan(failures);

    database.valid.add('second');
    await clock.advance(60_000);
    expect(pool.version).toBe('v2');
  });

  test('a replica that missed a pair takes the previous ones of the next, since its own are refused', async () => {
    database.valid.delete('first');
    database.valid.add('second');
    database.connections.forEach((connection) => connection.close());
    const waits = pool.run(query as any);
    await settle();
    void pool.rotate(...pair('third', 'second'));
    await clock.advance(1_000);
    await expect(waits).resolves.toBe(1);
    expect(pool.version).toBe('v2');
    await expect(pool.run(query as any)).resolves.toBe(1);
    pool.close();
    await settle();
    expect(clock.waiting).toBe(0);
  });

  test('a connection with the previous ones that comes after the end is closed, and leaves no timer', async () => {
    let accept!: () => void;
    const slow = new Promise<void>((resolve) => { accept = resolve; });
    pool = makePool(seededRandom(1), {
      connect: async (given) => {
        if (given.password === 'first') await slow;
        return database.connect(given);
      },
    });
    void pool.rotate(...pair('second', 'first'));
    await settle();
    const before = database.open('first');
    pool.close();
    accept();
    await settle();
    expect([pool.version, database.open('first'), clock.waiting]).toEqual([undefined, before, 0]);
  });
});
