import { AddressInfo, createServer, Server, Socket } from 'net';

/** A server on 127.0.0.1 that speaks as much of the Redis protocol as the example needs, byte by byte if requested. */
export class RespServer {
  public static async start(answers: (words: string[]) => string): Promise<RespServer> {
    const server = new RespServer(answers);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  public readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(answers: (words: string[]) => string) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => {});
      let received = '';
      socket.on('data', (bytes) => {
        received += bytes.toString('latin1');
        for (let words = take(); words !== undefined; words = take()) socket.write(Buffer.from(answers(words), 'utf8'));
      });
      const take = (): string[] | undefined => {
        const head = /^\*(\d+)\r\n/.exec(received);
        if (!head) return undefined;
        let rest = received.slice(head[0].length);
        const words: string[] = [];
        for (let index = 0; index < Number(head[1]); index += 1) {
          const length = /^\$(\d+)\r\n/.exec(rest);
          if (!length || rest.length < length[0].length + Number(length[1]) + 2) return undefined;
          words.push(
            Buffer.from(rest.slice(length[0].length, length[0].length + Number(length[1])), 'latin1').toString('utf8'),
          );
          rest = rest.slice(length[0].length + Number(length[1]) + 2);
        }
        received = rest;
        return words;
      };
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }
}
