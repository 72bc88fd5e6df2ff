import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { isInside } from '../../output/inside-folder';
import { named, quoted } from '../../redaction/quoted';
import { reasonOf } from '../../redaction/system-error';
import { ControlPlane } from '../control-plane/control-plane';
import { FILE_NAME } from '../control-plane/host-file';
import { PRESENT_FOLDER } from '../control-plane/rewiring';
import { EncryptionFile, IEncryptionSource } from '../encryption-file';
import { EncryptionKey } from '../encryption-key';
import { EncryptionProvider } from '../encryption-provider';
import { writeSecretFiles } from '../secret-file';
import { checkAddresses } from './addresses';
import { EncryptionStage } from './encryption-stage';
import { contradictions, directSwapProblems, planOf } from './plan';
import { ReEncryption } from './re-encryption';
import { runbookOf } from './runbook';
import { presentFiles, ScriptFiles } from './stage-scripts';
import { stagesOf } from './stages';
import { stepsOf, WHERE, withKey, withoutPlaintext, withProvider } from './targets';

/** Options for `EncryptionRotation`. */
export interface EncryptionRotationOptions {
  /**
   * Address of every single API server of the cluster, such as `https://10.0.0.11:6443`; never that of a load balancer.
   * A server that is not in the list may be left behind, and cannot read what the others write.
   */
  readonly apiServers: string[];

  /**
   * How the API servers get their file.
   *
   * @default ControlPlane.staticPod()
   */
  readonly controlPlane?: ControlPlane;

  /**
   * How objects are written again.
   *
   * @default ReEncryption.patches()
   */
  readonly reEncryption?: ReEncryption;
}

const STAGE_FOLDER = /^\d-(present|read|write|re-encrypt|retire)$/;

const ANOTHER_ROTATION = 'the folder has another rotation; choose a new folder, or delete this one when that ' +
  'rotation is done';

/**
 * A rotation from the present encryption file of a cluster to another one, without downtime and without an object that
 * some API server cannot read: ordered stages, each with its file, preconditions, commands and rollback.
 *
 * The stages are: every server can read the new; every server writes the new; all objects are written again; no server
 * reads the old. A stage that has nothing to do is left out.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#rotating-a-decryption-key
 */
export class EncryptionRotation {
  /**
   * Rotates from a cluster that encrypts nothing, whose API servers have no encryption file.
   *
   * @param target file that API servers have in the end
   * @throws Error when an address of an API server is missing, wrong or given twice, or the target has a new weak key
   */
  public static enable(target: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    return new EncryptionRotation(undefined, target.toEncryptionFile(), options);
  }

  /**
   * Rotates from one file to any other.
   *
   * @param present file that API servers have now: best read from one of them by `EncryptionFile.fromFile`
   * @param target file that API servers have in the end
   * @throws Error when both do the same, or one name stands for two keys
   */
  public static between(
    present: IEncryptionSource, target: IEncryptionSource, options: EncryptionRotationOptions,
  ): EncryptionRotation {
    return new EncryptionRotation(present.toEncryptionFile(), target.toEncryptionFile(), options);
  }

  /**
   * Rotates to a new key, for all resources that are written with a key of the file. Older keys are removed.
   *
   * @param present file that API servers have now
   * @param key the new key
   * @throws Error when resources are written with keys of two algorithms, or none with a key of the file: the key of a
   * KMS is rotated in the KMS, and the file stays
   */
  public static rotateKey(
    present: IEncryptionSource, key: EncryptionKey, options: EncryptionRotationOptions,
  ): EncryptionRotation {
    const file = present.toEncryptionFile();
    return new EncryptionRotation(file, withKey(file, key), options);
  }

  /**
   * Rotates to another provider, for all resources that are encrypted. Older providers are removed.
   *
   * @param present file that API servers have now
   * @param provider provider that writes in the end
   * @throws Error when the provider is plaintext
   */
  public static changeProvider(
    present: IEncryptionSource, provider: EncryptionProvider, options: EncryptionRotationOptions,
  ): EncryptionRotation {
    const file = present.toEncryptionFile();
    return new EncryptionRotation(file, withProvider(file, provider), options);
  }

  /**
   * Rotates to the present file without `identity` behind the provider that writes: plaintext in etcd is no longer read
   * as an object.
   *
   * @param present file that API servers have now
   * @throws Error when no encrypted resource has `identity`
   */
  public static retirePlaintext(present: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    const file = present.toEncryptionFile();
    return new EncryptionRotation(file, withoutPlaintext(file), options);
  }

  /**
   * Rotates to API servers without an encryption file, and plaintext in etcd.
   *
   * @param present file that API servers have now
   */
  public static decrypt(present: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    return new EncryptionRotation(present.toEncryptionFile(), undefined, options);
  }

  /**
   * Lists what would become unreadable if API servers got the target file in one step, in the words of the API server;
   * empty when one step is safe, as it is for a file that only reads more.
   *
   * @param present file that API servers have now
   * @param target file that they would get
   */
  public static oneStepProblems(present: IEncryptionSource, target: IEncryptionSource): string[] {
    return directSwapProblems(present.toEncryptionFile()._document(), target.toEncryptionFile()._document());
  }

  /** The stages, in order. */
  public readonly stages: EncryptionStage[];

  /** File that API servers have in the end; none after `decrypt`. */
  public readonly result?: EncryptionFile;

  /** File that API servers have before the first stage; none before `enable`. */
  public readonly present?: EncryptionFile;

  private readonly apiServers: readonly string[];
  private readonly controlPlane: ControlPlane;
  private readonly outdirs: readonly string[];
  private readonly presentScripts: ScriptFiles;

  private constructor(
    present: EncryptionFile | undefined, target: EncryptionFile | undefined, options: EncryptionRotationOptions,
  ) {
    checkAddresses(WHERE, options.apiServers);
    const [before, after] = [present?._document(), target?._document()];
    const problems = contradictions(before, after);
    if (problems.length > 0) {
      throw new Error(`${WHERE}: ${problems.join('; ')}`);
    }
    this.present = present;
    this.result = target;
    this.apiServers = options.apiServers;
    this.controlPlane = options.controlPlane ?? ControlPlane.staticPod();
    this.outdirs = [...present?._outdirs() ?? [], ...target?._outdirs() ?? []];
    const plan = planOf(WHERE, before, after);
    const steps = stepsOf(plan, present, target, this.outdirs);
    const context = {
      apiServers: options.apiServers,
      controlPlane: this.controlPlane,
      reEncryption: options.reEncryption ?? ReEncryption.patches(),
      present,
      target,
      rewrite: plan.rewrite,
    };
    this.stages = stagesOf(context, steps);
    this.presentScripts = presentFiles(context, steps.find((step) => step.file !== present)?.file);
  }

  /**
   * The runbook, for the people who do the rotation: stages, preconditions, commands, checks and rollbacks, without a
   * key.
   */
  public toMarkdown(): string {
    return runbookOf(this.stages, {
      title: this.title(), apiServers: this.apiServers, hasPresent: this.present !== undefined,
    });
  }

  /**
   * Writes the runbook `README.md`, and a folder for each stage with its file and scripts. All of it is readable by its
   * owner alone, and the file of a stage is a secret where it holds keys: delete the folders when the rotation is done.
   *
   * @param folder folder outside the output folder of the App; created when missing
   * @throws Error when the folder is inside the App's output folder, or holds another rotation
   */
  public writeTo(folder: string): void {
    const outdir = this.outdirs.find((one) => isInside(folder, one));
    if (outdir !== undefined) {
      throw new Error(`${WHERE}: not written to ${quoted(folder)}: ${quoted(outdir)} is the output folder of the ` +
        'App, whose files are applied to clusters; choose a folder outside it');
    }
    const stage = namesIn(folder).find((name) => STAGE_FOLDER.test(name) && !this.folderNames().includes(name));
    if (stage !== undefined) {
      throw new Error(`the rotation is not written to ${quoted(folder)}: ${named(stage)} is not one of its stages: ` +
        ANOTHER_ROTATION);
    }
    writeSecretFiles('the rotation', folder, this.files(), `a different file already exists: ${ANOTHER_ROTATION}`);
  }

  private folderNames(): string[] {
    return [PRESENT_FOLDER, ...this.stages.map((stage) => stage.folderName)];
  }

  /** Everything that is written, by path. */
  private files(): Map<string, string> {
    const files = new Map<string, string>();
    const add = (folderName: string, file: EncryptionFile | undefined, scripts: ScriptFiles) => {
      const own: ScriptFiles = file ? { [FILE_NAME]: file._text(), ...this.contentOf(file) } : {};
      for (const [name, text] of Object.entries({ ...own, ...scripts })) {
        files.set(join(folderName, name), text);
      }
    };
    add(PRESENT_FOLDER, this.present, this.presentScripts);
    for (const stage of this.stages) {
      add(stage.folderName, stage.file, { 'check.sh': stage.checkScript, ...stage.scripts });
    }
    return files.set('README.md', this.toMarkdown());
  }

  /** The content of a file in the form that a distribution takes, where it does not read the file itself. */
  private contentOf(file: EncryptionFile): ScriptFiles {
    return this.controlPlane._shape().hostFile ? {} : this.controlPlane.wire(file)._texts();
  }

  private title(): string {
    if (!this.present) {
      return 'Enable encryption at rest';
    }
    return this.result ? 'Change encryption at rest' : 'Decrypt the cluster';
  }
}

function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw new Error(`the rotation is not written to ${quoted(folder)}: ${reasonOf(error)}`);
  }
}
