import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { projectRoot } from '../support/package-under-test';

const modules = join(projectRoot, 'node_modules');

export interface SynthOutcome {
  readonly status: number | null;
  readonly output: string;

  /** Of the validation, unless the cdk8s CLI failed before it. */
  readonly report?: any;
}

/** A folder with an app, in which this library is installed as it is compiled. */
export class Cdk8sApp {
  public readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'cdk8s-app-')));

  public constructor(main: string) {
    mkdirSync(join(this.folder, 'node_modules'));
    for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) {
      symlinkSync(join(modules, name), join(this.folder, 'node_modules', name));
    }
    symlinkSync(projectRoot, join(this.folder, 'node_modules/cdk8s-strongbox'));
    this.write('main.js', main);
  }

  public write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  public json(path: string): any {
    return JSON.parse(readFileSync(join(this.folder, path), 'utf8'));
  }

  /** Runs a program of Node in the folder. */
  public node(args: readonly string[]): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  } {
    return spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, CDK8S_OUTDIR: undefined },
    });
  }

  /** Runs the cdk8s CLI with properties for the validation. */
  public synth(properties: object): SynthOutcome {
    this.write(
      'cdk8s.yaml',
      JSON.stringify({
        app: 'node main.js',
        language: 'typescript',
        validations: [
          { package: './node_modules/cdk8s-strongbox', version: '0.0.0', class: 'AuditValidation', properties },
        ],
      }),
    );
    const file = join(this.folder, 'report.json');
    rmSync(file, { force: true });
    const { status, stdout, stderr } = this.node([
      realpathSync(join(modules, '.bin/cdk8s')),
      'synth',
      '--check-upgrade=false',
      '--validation-reports-output-file',
      file,
    ]);
    try {
      return { status, output: stdout + stderr, report: JSON.parse(readFileSync(file, 'utf8')).reports[0] };
    } catch {
      return { status, output: stdout + stderr };
    }
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
