import { once } from 'events';
import { AddressInfo } from 'net';
import { createServer } from 'tls';
import { RespServer } from './resp-server';
import { connect } from '../../../examples/payments/service/database.js';
import { certificatePem, privateKeyPem } from '../../support/certificate';

jest.setTimeout(30_000); // a busy machine; nothing here waits for time to pass

const PASSWORD = 'pässword with spaces\r\nand lines';
const ANSWERS: { [command: string]: string } = {
  INCR: ':41\r\n',
  GET: '$7\r\nö\r\nend\r\n',
  MISSING: '$-1\r\n',
  BAD: `-ERR unknown command ${PASSWORD}\r\n`,
  STRANGE: '*1\r\n:1\r\n',
  SILENT: '',
};

let server: RespServer;

beforeEach(async () => {
  server = await RespServer.start(([command, ...words]) => {
    if (command !== 'AUTH') return ANSWERS[command];
    return words[0] === 'app' && words[1] === PASSWORD ? '+OK\r\n' : `-WRONGPASS invalid password ${words[1]}\r\n`;
  });
});

afterEach(() => server.stop());

const dial = (password = PASSWORD, timeoutMs = 60_000) =>
  connect({ host: '127.0.0.1', port: server.port, tls: false, timeoutMs }, { username: 'app', password });

test('a connection is there once the server has accepted the credentials, whatever '
  + 'characters are in them', async () => {
  const connection = await dial();
  await expect(connection.command('INCR', 'payments')).resolves.toBe(41);
  connection.close();
});

test('answers come in the order of the commands, also those with line breaks in them, and those that are '
  + 'nothing', async () => {
  const connection = await dial();
  await expect(Promise.all(['GET', 'MISSING', 'INCR'].map((word) => connection.command(word)))).resolves.toEqual([
    'ö\r\nend',
    null,
    41,
  ]);
  connection.close();
});

test('an error has the code of the server and not its words, which may quote the password', async () => {
  const refused = await dial('wrong').catch((error) => error);
  expect(refused).toMatchObject({ code: 'WRONGPASS', message: 'database: WRONGPASS' });
  const connection = await dial();
  const bad = await connection.command('BAD').catch((error) => error);
  expect(bad).toMatchObject({ code: 'ERR', message: 'database: ERR' });
  connection.close();
});

test('a refused connection leaves no socket behind', async () => {
  await dial('wrong').catch(() => undefined);
  while (server.sockets.size > 0) await once([...server.sockets][0], 'close');
  expect(server.sockets.size).toBe(0);
});

test('commands under way fail when the connection breaks, and so do those that come after', async () => {
  const connection = await dial();
  const closed = once(connection, 'close');
  const waiting = connection.command('SILENT');
  server.sockets.forEach((socket) => socket.destroy());
  await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await closed;
  await expect(connection.command('INCR')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('an answer of a kind that it does not know ends the connection: the next one would be '
  + 'read out of step', async () => {
  const connection = await dial();
  await expect(connection.command('STRANGE')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('a server that is not there, and one that says nothing, are errors with their code', async () => {
  const silent = await RespServer.start(() => '');
  await expect(
    connect(
      { host: '127.0.0.1', port: silent.port, tls: false, timeoutMs: 20 },
      { username: 'app', password: PASSWORD },
    ),
  ).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  const { port } = silent;
  await silent.stop();
  await expect(
    connect({ host: '127.0.0.1', port, tls: false, timeoutMs: 60_000 }, { username: 'app', password: PASSWORD }),
  ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('with TLS, the password goes to no server whose certificate cannot be trusted', async () => {
  const key = privateKeyPem('ec');
  const seen: Buffer[] = [];
  const stranger = createServer({ key, cert: certificatePem(key, 'localhost', '491231235959Z') }, (socket) => {
    socket.on('data', (bytes) => seen.push(bytes));
    socket.on('error', () => {});
  });
  stranger.listen(0, 'localhost');
  await once(stranger, 'listening');
  const address = { host: 'localhost', port: (stranger.address() as AddressInfo).port, tls: true, timeoutMs: 60_000 };
  await expect(connect(address, { username: 'app', password: PASSWORD })).rejects.toMatchObject({
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  stranger.close();
  await once(stranger, 'close');
  expect(Buffer.concat(seen).length).toBe(0);
});

test('a server that leaves before the handshake is over is an error at once, not after the timeout', async () => {
  const rude = await RespServer.start(() => '');
  const dialled = connect(
    { host: '127.0.0.1', port: rude.port, tls: true, timeoutMs: 60_000 },
    { username: 'app', password: PASSWORD },
  );
  const failed = expect(dialled).rejects.toMatchObject({ code: expect.any(String) });
  while (rude.sockets.size === 0) await new Promise((resolve) => setImmediate(resolve));
  rude.sockets.forEach((socket) => socket.destroy());
  await failed;
  await rude.stop();
});
