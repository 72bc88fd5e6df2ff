/** What one service of the benchmark has; both ways of writing the stack read it. */
export class Service {
  public readonly id: string;
  public readonly image: string;
  public readonly config: { [key: string]: string };
  public readonly username: string;
  public readonly password: string;

  constructor(index: number) {
    this.id = `service-${index}`;
    this.image = `images.internal/service-${index}:1.0.${index % 10}`;
    this.username = `service-${index}`;
    this.password = `not-a-real-one-${index}`;
    this.config = {
      'log-level': 'info',
      'database-host': `db-${index}.internal`,
      'application.yaml': Array.from({ length: 20 }, (_, line) => `option-${line}: ${index * line}`).join('\n'),
    };
  }
}
