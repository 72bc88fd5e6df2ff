import { Agent, request } from 'https';

/** An object of Kubernetes as it goes over the wire. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: any };
  readonly [field: string]: any;
}

export interface ApiResponse {
  readonly status: number;
  /** The object, the list, or the `Status` that says what was wrong. */
  readonly body: any;
  /** The texts of the `Warning` headers. */
  readonly warnings: string[];
}

export interface ApiRequest {
  readonly body?: unknown;
  readonly query?: { [name: string]: string };
  /** The media type of the body. JSON unless told otherwise. */
  readonly contentType?: string;
  /** Ends the request after so many milliseconds, which a watch needs; what came until then is the body. */
  readonly timeout?: number;
}

/** A warning is `299 - "text"`, with quotes and backslashes escaped; several are joined with commas. */
function warningsOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(', ') : header ?? '';
  return [...text.matchAll(/\d{3} \S+ "((?:\\.|[^"\\])*)"/g)].map(([, quoted]) => quoted.replace(/\\(.)/g, '$1'));
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A client of one API server, as one user. */
export class ApiClient {
  /** Plural and scope of kinds, which the server tells: `apiVersion kind` to the resource. */
  private readonly resources = new Map<string, { name: string; namespaced: boolean }>();
  private readonly agent: Agent;

  constructor(readonly server: string, readonly token: string, private readonly ca: string) {
    this.agent = new Agent({ ca, keepAlive: true });
  }

  /** The same server, as the user of another token. */
  as(token: string): ApiClient {
    return new ApiClient(this.server, token, this.ca);
  }

  request(
    method: string,
    path: string,
    { body, query = {}, contentType = 'application/json', timeout }: ApiRequest = {},
  ): Promise<ApiResponse> {
    const url = new URL(path, this.server);
    Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
    const payload =
      body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const call = request(url, {
        method,
        agent: this.agent,
        headers: {
          Authorization: `Bearer ${this.token}`,
          Accept: 'application/json',
          ...(payload && { 'Content-Type': contentType, 'Content-Length': payload.length }),
        },
      }, (response) => {
        const chunks: Buffer[] = [];
        const done = () => resolve({
          status: response.statusCode!,
          body: parsed(Buffer.concat(chunks).toString('utf8')),
          warnings: warningsOf(response.headers.warning),
        });
        if (timeout !== undefined) {
          setTimeout(() => { done(); response.destroy(); }, timeout);
        }
        response.on('data', (chunk) => chunks.push(chunk)).on('end', done).on('error', reject);
      });
      call.on('error', reject).end(payload);
    });
  }

  /** The path of a collection of objects; of one object when a name is given. */
  async path(apiVersion: string, kind: string, namespace?: string, name?: string): Promise<string> {
    const { name: plural, namespaced } = await this.resource(apiVersion, kind);
    const space = namespaced ? `/namespaces/${namespace ?? 'default'}` : '';
    return `${groupPath(apiVersion)}${space}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
  }

  /** Server-side apply, where a field that the server does not know is an error, and so is a field twice. */
  async apply(manifest: Manifest, query: { [name: string]: string } = {}): Promise<ApiResponse> {
    return this.request('PATCH', await this.pathOf(manifest), {
      body: manifest,
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager: 'cluster-tests', fieldValidation: 'Strict', ...query },
    });
  }

  async create(manifest: Manifest, query: { [name: string]: string } = {}): Promise<ApiResponse> {
    const { apiVersion, kind, metadata } = manifest;
    return this.request('POST', await this.path(apiVersion, kind, metadata.namespace), {
      body: manifest,
      query: { fieldValidation: 'Strict', ...query },
    });
  }

  async replace(manifest: Manifest, query: { [name: string]: string } = {}): Promise<ApiResponse> {
    return this.request('PUT', await this.pathOf(manifest), {
      body: manifest,
      query: { fieldValidation: 'Strict', ...query },
    });
  }

  /** A merge patch. */
  async patch(manifest: Manifest, patch: unknown): Promise<ApiResponse> {
    return this.request('PATCH', await this.pathOf(manifest), {
      body: patch,
      contentType: 'application/merge-patch+json',
    });
  }

  async get(manifest: Manifest): Promise<ApiResponse> {
    return this.request('GET', await this.pathOf(manifest));
  }

  async delete(manifest: Manifest): Promise<ApiResponse> {
    return this.request('DELETE', await this.pathOf(manifest));
  }

  /** The same call, which has to succeed: the object that came back. */
  async expectApplied(manifest: Manifest): Promise<any> {
    const { status, body } = await this.apply(manifest);
    if (status >= 300) {
      throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${status} ${body.message ?? body}`);
    }
    return body;
  }

  private pathOf({ apiVersion, kind, metadata }: Manifest): Promise<string> {
    return this.path(apiVersion, kind, metadata.namespace, metadata.name);
  }

  private async resource(apiVersion: string, kind: string) {
    const key = `${apiVersion} ${kind}`;
    if (!this.resources.has(key)) {
      const { status, body } = await this.request('GET', groupPath(apiVersion));
      for (const { name, kind: its, namespaced } of (status === 200 ? body.resources : []) as any[]) {
        if (!name.includes('/')) {
          this.resources.set(`${apiVersion} ${its}`, { name, namespaced });
        }
      }
    }
    const found = this.resources.get(key);
    if (!found) {
      throw new Error(`the API server has no ${key}`);
    }
    return found;
  }
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
