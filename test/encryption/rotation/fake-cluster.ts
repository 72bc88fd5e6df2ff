import { execFile, execFileSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { shellQuoted } from '../../../src/encryption/shell';
import { temporaryFolder } from '../support';

/** An object of the fake cluster, stored under the old key. */
export interface FakeObject {
  readonly resource: string;
  /** A dash where the resource has no namespaces. */
  readonly namespace: string;
  readonly name: string;
}

export interface Result { readonly status: number; readonly output: string }

/** How a program fails: at once, after its work, killed, with half of its output, without its last line, with a lie. */
export const MODES = ['rc', 'after', 'killed', 'cut', 'last', 'lie'] as const;

/** A program that fails at one of its calls. */
export interface Fault {
  readonly program: string;
  readonly call: number;
  readonly mode: typeof MODES[number];
}

/** How kubectl's template prints a name. */
export function encoded(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}

/**
 * Programs in a dedicated folder: a kubectl that answers for a cluster in files, and every other program that the
 * scripts use. Each counts its calls, and can be told to fail at one.
 */
export class FakeCluster {
  readonly bin = temporaryFolder();
  private readonly calls = temporaryFolder();
  private readonly states = join(this.bin, 'states');
  private readonly answers = join(this.bin, 'answers');

  constructor(private readonly objects: readonly FakeObject[] = []) {
    [this.states, this.answers].forEach((folder) => mkdirSync(folder));
    objects.forEach((object) => this.store(object, 'old'));
    this.write('.kubectl', this.kubectl());
    this.program('kubectl', join(this.bin, '.kubectl'));
  }

  /** Lets the scripts have programs of this machine, and no other ones but kubectl. */
  withPrograms(names: readonly string[]): this {
    for (const name of names) {this.program(name, execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim());}
    return this;
  }

  /** What an API server answers to a path. It does not answer where nothing was set. */
  answer(server: string, path: string, text: string): this {
    writeFileSync(join(this.answers, `${server} ${path}`.replace(/[^a-zA-Z0-9]/g, '_')), text);
    return this;
  }

  store(object: FakeObject, state: 'old' | 'new'): void {
    writeFileSync(this.stateOf(object), `${state}\n`);
  }

  remove(object: FakeObject): void {
    rmSync(this.stateOf(object));
  }

  /** The objects that are stored under the old key. */
  left(): string[] {
    return readdirSync(this.states).filter((name) => readFileSync(join(this.states, name), 'utf8') === 'old\n').sort();
  }

  /** What kubectl was called with: one line a call, each argument in brackets. */
  log(): string[] {
    const path = join(this.bin, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8').split('\0\n').filter(Boolean) : [];
  }

  /** How often each program was called in the last run. */
  counts(): { [program: string]: number } {
    return Object.fromEntries(
      readdirSync(this.calls).map((name) => [name, Number(readFileSync(join(this.calls, name), 'utf8'))]),
    );
  }

  /** Runs a script with the programs of the folder alone, in a shell that has none. */
  run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, fault?: Fault): Promise<Result> {
    readdirSync(this.calls).forEach((name) => rmSync(join(this.calls, name)));
    return new Promise((resolve) => execFile('/bin/sh', [script, ...args], {
      encoding: 'utf8',
      env: {
        PATH: `${this.bin}`,
        RETRY_AFTER: '0',
        ...fault ? { FAULT: `${fault.program}:${fault.call}`, MODE: fault.mode } : {},
        ...env,
      },
    }, (error, stdout, stderr) => resolve({ status: error ? Number(error.code ?? -1) : 0, output: stdout + stderr })));
  }

  private stateOf({ resource, namespace, name }: FakeObject): string {
    return join(this.states, `${resource},${namespace},${encoded(name)}`);
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.bin, name), text);
    chmodSync(join(this.bin, name), 0o755);
  }

  private program(name: string, path: string): void {
    const count = shellQuoted(join(this.calls, name));
    this.write(name, `#!/bin/sh
count=0
[ -e ${count} ] && read -r count < ${count}
count=$((count + 1))
echo "$count" > ${count}
if [ "\${FAULT:-}" != "${name}:$count" ]; then exec ${path} "$@"; fi
case "$MODE" in
  rc) exit 1 ;;
  after) ${path} "$@"; exit 1 ;;
  killed) kill -9 $$ ;;
  lie) exit 0 ;;
  cut) out=$(${path} "$@"; printf x); printf '%s' "\${out%x}" | /usr/bin/head -c "$((\${#out} / 2))"; exit 0 ;;
  last) ${path} "$@" | /bin/sed '$d'; exit 0 ;;
esac
`);
  }

  private kubectl(): string {
    const codes = [...new Set(this.objects.map(({ name }) => name))]
      .map((name) => `    ${shellQuoted(name)}) code=${shellQuoted(encoded(name))} ;;\n`)
      .join('');
    const lines = this.objects
      .map(
        ({ resource, namespace, name }) =>
          `    see ${shellQuoted(resource)} ${shellQuoted(namespace)} ${shellQuoted(encoded(name))}\n`,
      )
      .join('');
    const discovered = [
      ...new Set(this.objects.map(({ resource }) => resource).filter((resource) => resource.endsWith('.apps'))),
    ];
    return `#!/bin/sh
# get --raw PATH of a server | get RESOURCE | api-resources
# patch RESOURCE [--namespace NS] --type merge --patch {} -- NAME...
# get, delete and create of StorageVersionMigrations
for word in "$@"; do printf '[%s] ' "$word"; done >> ${this.bin}/log
printf '\\0\\n' >> ${this.bin}/log
migrations=${this.bin}/migrations
encode() {
  case "$1" in
${codes}    *) return 1 ;;
  esac
}
see() {
  if [ "$1" = "$resource" ] && [ -e "${this.states}/$1,$2,$3" ]; then echo "$2 $3"; total=$((total + 1)); fi
}
case "$1" in
  --server)
    [ "$3 $4 $5 $6" = '--tls-server-name kubernetes.default.svc get --raw' ] || exit 64
    exec /bin/cat "${this.answers}/$(printf %s "$2 $7" | /bin/sed 's/[^a-zA-Z0-9]/_/g')" ;;
  api-resources)
    [ -z "\${CANNOT_DISCOVER:-}" ] || { echo unavailable >&2; exit 1; }
    case "$*" in *--api-group=apps*) ${discovered.length > 0 ? 'printf \'%s\\n\' '
      + `${discovered.join(' ')}` : ':'} ;; *) exit 64 ;; esac ;;
  get)
    case "$2" in
      storageversionmigrations.storagemigration.k8s.io/*)
        state=
        [ -e "$migrations" ] && read -r state < "$migrations"
        case "$state $4" in
          "done "*'=="'"\${OUTCOME:-Succeeded}"'"'*) echo True ;;
          "made "*) echo "done" > "$migrations" ;;
        esac
        exit ;;
    esac
    resource=$2
    [ "$2" = "\${CANNOT_LIST:-}" ] && { echo forbidden >&2; exit 1; }
    [ "$3 $4" = '--all-namespaces --output' ] || exit 64
    case "$5" in 'go-template={{range .items}}'*) ;; *) exit 64 ;; esac
    total=0
${lines}    echo ". $total" ;;
  patch)
    resource=$2; shift 2
    ns=-
    if [ "$1" = --namespace ]; then ns=$2; shift 2; fi
    [ "$1 $2 $3 $4 $5" = '--type merge --patch {} --' ] || exit 64
    shift 5
    failed=0
    kind=\${resource%%.*}
    for name in "$@"; do
      encode "$name" || exit 65
      state=gone
      object=${this.states}/$resource,$ns,$code
      [ -e "$object" ] && read -r state < "$object"
      if [ "$name" = "\${FAILS_FOR:-}" ]; then echo "conflict on $name" >&2; failed=1; continue; fi
      if [ "$name" = "\${SILENT_FOR:-}" ]; then continue; fi
      if [ "$name" = "\${BUSY:-}" ]; then echo "$kind/$name patched"; continue; fi
      case "$state" in
        old) echo new > "$object"; printf '%s\\n' "$kind/$name patched" ;;
        new) printf '%s\\n' "$kind/$name patched (no change)" ;;
        gone) echo "Error from server (NotFound): $name" >&2; failed=1 ;;
      esac
    done
    exit $failed ;;
  delete) [ "$2 $3" = '--ignore-not-found --filename' ] && [ -e "$4" ] || exit 64; /bin/rm -f "$migrations" ;;
  create)
    [ "$2" = --filename ] && [ -e "$3" ] || exit 64
    if [ -e "$migrations" ]; then echo AlreadyExists >&2; exit 1; fi
    echo made > "$migrations" ;;
  *) exit 64 ;;
esac
`;
  }

  /** Whether migrations were made, and done since. */
  migrated(): boolean {
    const path = join(this.bin, 'migrations');
    return existsSync(path) && readFileSync(path, 'utf8') === 'done\n';
  }
}
