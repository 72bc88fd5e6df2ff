import { createServer as createHttpsServer, Server } from 'https';
import { connect } from 'net';
import { createServer as createTlsServer, Server as TlsServer } from 'tls';
import { RespServer } from '../../examples/payments/resp-server';
import { certificatePem, privateKeyPem } from '../../support/certificate';

/** A certificate that the service trusts when it is told to, for one name. */
export class Identity {
  readonly key = privateKeyPem('ec');
  readonly cert: string;

  constructor(readonly host: string) {
    this.cert = certificatePem(this.key, host, '400101000000Z');
  }
}

/** What the payment service talks to: a database and a gateway, and the credentials that they take now. */
export class PaymentsBackends {
  static async start(address: string, database: Identity, gateway: Identity): Promise<PaymentsBackends> {
    const passwords = new Set<string>();
    const keys = new Set<string>();
    const resp = await RespServer.start(([command, , password]) => {
      if (command === 'AUTH') {
        return passwords.has(password) ? '+OK\r\n' : '-WRONGPASS\r\n';
      }
      return ':1\r\n';
    });
    const databaseServer = createTlsServer(database, (socket) => {
      const inner = connect(resp.port, '127.0.0.1');
      socket.pipe(inner).pipe(socket);
      socket.on('error', () => inner.destroy());
      inner.on('error', () => socket.destroy());
    });
    const gatewayServer = createHttpsServer(gateway, (request, response) => {
      request.resume();
      response.writeHead(keys.has(request.headers.authorization?.replace('Bearer ', '') ?? '') ? 200 : 401).end();
    });
    await Promise.all([
      new Promise<void>((resolve) => databaseServer.listen(6379, address, resolve)),
      new Promise<void>((resolve) => gatewayServer.listen(443, address, resolve)),
    ]);
    return new PaymentsBackends(passwords, keys, resp, databaseServer, gatewayServer);
  }

  private constructor(
    private readonly passwords: Set<string>,
    private readonly keys: Set<string>,
    private readonly resp: RespServer,
    private readonly database: TlsServer,
    private readonly gateway: Server,
  ) {}

  /** From now on, these are right, and no others. Connections that are there stay, as those of most databases do. */
  accept(passwords: string[], keys: string[]): void {
    for (const [set, values] of [[this.passwords, passwords], [this.keys, keys]] as const) {
      set.clear();
      values.forEach((value) => set.add(value));
    }
  }

  async stop(): Promise<void> {
    this.database.close();
    this.gateway.close();
    this.gateway.closeAllConnections();
    await this.resp.stop();
  }
}
