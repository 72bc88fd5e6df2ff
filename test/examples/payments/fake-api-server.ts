import { once } from 'events';
import { createServer, Server } from 'https';
import { AddressInfo } from 'net';
import { certificatePem, privateKeyPem } from '../../support/certificate';

const key = privateKeyPem('ec');
const FAR = '491231235959Z';

/** The certificate of the server, which is its own CA, and one of somebody else. */
export const ca = certificatePem(key, 'localhost', FAR);
export const otherCa = certificatePem(privateKeyPem('ec'), 'localhost', FAR);

type Refusal = { status: number; headers?: { [name: string]: string }; body?: string };

/** As much of the Kubernetes API as a reader of one Secret meets, on this machine, with TLS. */
export class FakeApiServer {
  public static async start(): Promise<FakeApiServer> {
    const api = new FakeApiServer();
    api.server.listen(0, 'localhost');
    await once(api.server, 'listening');
    return api;
  }

  /** The tokens that are valid now. */
  public readonly tokens = new Set<string>();
  /** What is answered to the next requests instead of the Secret. */
  public readonly refusals: Refusal[] = [];
  /** Every request: its token, method and path. */
  public readonly requests: { token?: string; line: string }[] = [];
  /** Data of the Secret, or undefined while there is none. */
  public data?: { [key: string]: string };

  /** As the server counts changes: the test counts it up when it changes the data. */
  public resourceVersion = '7';
  private readonly server: Server;

  private constructor() {
    this.server = createServer({ key, cert: ca }, (request, response) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      this.requests.push({ token, line: `${request.method} ${request.url}` });
      const { status, headers, body } = this.refusals.shift() ?? this.answer(token);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private answer(token: string | undefined): Refusal {
    if (token === undefined || !this.tokens.has(token)) {
      return { status: 401, body: `{"message":"token ${token} is not valid"}` };
    }
    if (this.data === undefined) return { status: 404 };
    const data = Object.fromEntries(
      Object.entries(this.data).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    );
    return {
      status: 200,
      body: JSON.stringify({
        apiVersion: 'v1', kind: 'Secret', metadata: { resourceVersion: this.resourceVersion }, data,
      }),
    };
  }
}
