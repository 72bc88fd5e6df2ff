import { EventEmitter } from 'events';
import { Credentials } from '../../../examples/payments/service/credential-pool.js';

/** A connection of `FakeDatabase`. */
export class FakeConnection extends EventEmitter {
  public open = true;

  public constructor(public readonly password: string) {
    super();
  }

  public async command(): Promise<unknown> {
    if (!this.open) throw Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' });
    return 1;
  }

  public close(): void {
    if (!this.open) return;
    this.open = false;
    this.emit('close');
  }
}

/** A database with the passwords that are valid now, which are two in the middle of a rotation. */
export class FakeDatabase {
  public readonly valid = new Set<string>();
  public readonly attempts: { password: string; at: number }[] = [];
  public readonly connections: FakeConnection[] = [];

  public constructor(private readonly now: () => number, ...valid: string[]) {
    valid.forEach((password) => this.valid.add(password));
  }

  public async connect({ password }: Credentials): Promise<FakeConnection> {
    this.attempts.push({ password, at: this.now() });
    if (!this.valid.has(password)) {
      // Servers like to quote what they were given: nothing of this may be logged.
      throw Object.assign(new Error(`password ${password} is wrong`), { code: 'WRONGPASS' });
    }
    const connection = new FakeConnection(password);
    this.connections.push(connection);
    return connection;
  }

  public readonly isRefusal = (error: unknown) => (error as { code?: string }).code === 'WRONGPASS';

  public open(password: string): number {
    return this.connections.filter((connection) => connection.open && connection.password === password).length;
  }
}
