/**
 * One measurement in a separate process: builds a stack, synthesises it, and prints the figures as JSON.
 *
 * Arguments: variant (`strongbox` | `by-hand`), number of services, services per chart, output folder.
 */
import { ApiObject, App, Chart } from 'cdk8s';
import { Service } from './service';

const [variant, services, perChart, outdir] = process.argv.slice(2);

interface Clock {
  readonly wall: bigint;
  readonly cpu: NodeJS.CpuUsage;
}

function clock(): Clock {
  return { wall: process.hrtime.bigint(), cpu: process.cpuUsage() };
}

/**
 * Milliseconds since a clock was read, on the wall and of the processor (user and system, garbage collection with it).
 */
function since({ wall, cpu }: Clock): { wallMs: number; cpuMs: number } {
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: Number(process.hrtime.bigint() - wall) / 1e6, cpuMs: (user + system) / 1e3 };
}

async function main(): Promise<void> {
  const { addService }: { addService: (chart: Chart, service: Service) => void } = variant === 'strongbox'
    ? await import('./strongbox.js')
    : await import('./by-hand.js');

  // What is loaded at first use is loaded now: it has a row in the table of load times.
  addService(new Chart(new App({ outdir }), 'first', { namespace: 'bench' }), new Service(0));

  const app = new App({ outdir });
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = clock();
  let chart: Chart | undefined;
  for (let index = 0; index < Number(services); index++) {
    if (!chart || index % Number(perChart) === 0) {
      chart = new Chart(app, `chart-${index}`, { namespace: 'bench' });
    }
    addService(chart, new Service(index));
  }
  const construct = since(start);
  global.gc?.();
  const heap = process.memoryUsage().heapUsed - before;
  const synthStart = clock();
  app.synth();
  const synth = since(synthStart);

  const kinds: { [kind: string]: number } = {};
  for (const child of app.node.findAll()) {
    if (ApiObject.isApiObject(child)) {
      const { kind } = child as ApiObject;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
  }

  console.log(JSON.stringify({
    construct,
    synth,
    heapMb: heap / 2 ** 20,
    rssMb: process.resourceUsage().maxRSS / 1024,
    kinds,
  }));
}

void main();
