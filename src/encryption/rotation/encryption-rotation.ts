import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { EntryDocument } from '../../facts/encryption-document';
import { isInside } from '../../output/inside-folder';
import { named, quoted } from '../../redaction/quoted';
import { reasonOf } from '../../redaction/system-error';
import { Cipher, ciphersFor, ciphersOf, keyCipher, localKindOf, namedResources, PLAINTEXT } from '../ciphers';
import { ControlPlane } from '../control-plane/control-plane';
import { FILE_NAME } from '../control-plane/host-file';
import { EncryptionFile, IEncryptionSource } from '../encryption-file';
import { EncryptionKey } from '../encryption-key';
import { EncryptionProvider } from '../encryption-provider';
import { writeSecretFiles } from '../secret-file';
import { checkAddresses } from './addresses';
import { assemble } from './assemble';
import { EncryptionStage, EncryptionStageKind } from './encryption-stage';
import { behavesLike, contradictions, directSwapProblems, planOf } from './plan';
import { ReEncryption } from './re-encryption';
import { runbookOf } from './runbook';
import { Step } from './stage-texts';
import { presentFiles, stagesOf } from './stages';
import { PRESENT_FOLDER } from '../control-plane/rewiring';

/** Options for `EncryptionRotation`. */
export interface EncryptionRotationOptions {
  /**
   * Address of every API server of the cluster by itself, such as `https://10.0.0.11:6443`; never that of a load balancer. A
   * server that is not in the list is one that may be left behind, and cannot read what the others write.
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

const WHERE = 'encryption rotation';
const STAGE_FOLDER = /^\d-(present|read|write|re-encrypt|retire)$/;

/**
 * The way from the present encryption file of a cluster to another one, without downtime and without an object that some API
 * server cannot read: ordered stages, each with its file, what must be true before it, its commands, and its rollback.
 *
 * The stages are: every server reads the new; every server writes the new; all objects are written again; nobody reads the
 * old. A stage that has nothing to do is left out.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#rotating-a-decryption-key
 */
export class EncryptionRotation {
  /**
   * From a cluster that encrypts nothing, whose API servers have no encryption file.
   *
   * @param target file that API servers have in the end
   */
  public static enable(target: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    return new EncryptionRotation(undefined, target.toEncryptionFile(), options);
  }

  /**
   * From one file to any other.
   *
   * @param present file that API servers have now: best read from one of them by `EncryptionFile.fromFile`
   * @param target file that API servers have in the end
   * @throws when both do the same, or one name stands for two keys
   */
  public static between(present: IEncryptionSource, target: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    return new EncryptionRotation(present.toEncryptionFile(), target.toEncryptionFile(), options);
  }

  /**
   * To a new key, for all resources that are written with a key of the file. Older keys go away.
   *
   * @param present file that API servers have now
   * @param key the new key
   * @throws when resources are written with keys of two algorithms, or none with a key of the file: the key of a KMS is rotated in the KMS, and the file stays
   */
  public static rotateKey(present: IEncryptionSource, key: EncryptionKey, options: EncryptionRotationOptions): EncryptionRotation {
    const file = present.toEncryptionFile();
    const kinds = new Set(ciphersIn(file).flatMap(([writer]) => localKindOf(writer) ?? []));
    if (kinds.size === 0) {
      throw new Error(`${WHERE}: no resource is written with a key of the file; the key of a KMS is rotated in the ` +
        'KMS, which needs no change of the file, and then objects are written again');
    }
    if (kinds.size > 1) {
      throw new Error(`${WHERE}: resources are written with keys of ${[...kinds].join(' and ')}, and a key is for ` +
        'one algorithm; set the key of each resource with EncryptionRotation.between');
    }
    const [kind] = kinds;
    const writer = keyCipher(kind, { name: key.name, secret: key._base64() });
    const target = retargeted(file, (ciphers) => localKindOf(ciphers[0]) === undefined ? ciphers : [writer]);
    return new EncryptionRotation(file, target, options);
  }

  /**
   * To another provider, for all resources that are encrypted. Older providers go away.
   *
   * @param present file that API servers have now
   * @param provider provider that writes in the end
   * @throws when the provider is plaintext
   */
  public static changeProvider(present: IEncryptionSource, provider: EncryptionProvider, options: EncryptionRotationOptions): EncryptionRotation {
    const ciphers = ciphersOf([provider._toDocument()]);
    if (ciphers[0].mark === PLAINTEXT.mark) {
      throw new Error(`${WHERE}: ${provider} is not a provider to change to; use EncryptionRotation.decrypt`);
    }
    const file = present.toEncryptionFile();
    const target = retargeted(file, (now) => now[0].mark === PLAINTEXT.mark ? now : ciphers);
    return new EncryptionRotation(file, target, options);
  }

  /**
   * To the present file without `identity` behind the provider that writes: plaintext in etcd is no longer taken for an object.
   *
   * @param present file that API servers have now
   * @throws when no encrypted resource has `identity`
   */
  public static retirePlaintext(present: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    const file = present.toEncryptionFile();
    const isEncrypted = ([writer]: readonly Cipher[]) => writer.mark !== PLAINTEXT.mark;
    const isPlain = (cipher: Cipher) => cipher.mark === PLAINTEXT.mark;
    if (!ciphersIn(file).some((ciphers) => isEncrypted(ciphers) && ciphers.some(isPlain))) {
      throw new Error(`${WHERE}: the present file reads no plaintext of encrypted resources; there is none to retire`);
    }
    const target = retargeted(file, (ciphers) =>
      isEncrypted(ciphers) ? ciphers.filter((cipher) => !isPlain(cipher)) : ciphers);
    return new EncryptionRotation(file, target, options);
  }

  /**
   * To API servers without an encryption file, and plaintext in etcd.
   *
   * @param present file that API servers have now
   */
  public static decrypt(present: IEncryptionSource, options: EncryptionRotationOptions): EncryptionRotation {
    return new EncryptionRotation(present.toEncryptionFile(), undefined, options);
  }

  /**
   * What would become unreadable if API servers got the target file in one step, with the words of the API server; empty when
   * one step is safe, as it is for a file that only reads more.
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

  readonly #options: EncryptionRotationOptions;
  readonly #presentFiles: { readonly [fileName: string]: string };
  readonly #outdirs: readonly string[];
  readonly #controlPlane: ControlPlane;

  private constructor(present: EncryptionFile | undefined, target: EncryptionFile | undefined, options: EncryptionRotationOptions) {
    checkAddresses(WHERE, options.apiServers);
    const [before, after] = [present?._document(), target?._document()];
    const problems = contradictions(before, after);
    if (problems.length > 0) throw new Error(`${WHERE}: ${problems.join('; ')}`);
    this.present = present;
    this.result = target;
    this.#options = options;
    this.#controlPlane = options.controlPlane ?? ControlPlane.staticPod();
    this.#outdirs = [...present?._outdirs() ?? [], ...target?._outdirs() ?? []];
    const plan = planOf(WHERE, before, after);
    const fileOf = (entries: readonly EntryDocument[]) => {
      const file = EncryptionFile._ofEntries(WHERE, entries, this.#outdirs);
      return target && behavesLike(file._document(), after) ? target : file;
    };
    const steps: Step[] = [];
    if (plan.read) steps.push({ kind: EncryptionStageKind.READ, file: fileOf(plan.read) });
    if (plan.write) steps.push({ kind: EncryptionStageKind.WRITE, file: fileOf(plan.write) });
    const last = () => steps.length > 0 ? steps[steps.length - 1].file : present;
    if (plan.rewrite.length > 0) steps.push({ kind: EncryptionStageKind.RE_ENCRYPT, file: last() });
    if (plan.retires) steps.push({ kind: EncryptionStageKind.RETIRE, file: target });
    if (steps.length === 0) {
      if (present?.hash === target?.hash) throw new Error(`${WHERE}: the target file is the present one, so there is nothing to do`);
      steps.push({ kind: EncryptionStageKind.READ, file: target });
    }
    const context = {
      apiServers: options.apiServers,
      controlPlane: this.#controlPlane,
      reEncryption: options.reEncryption ?? ReEncryption.patches(),
      present,
      target,
      rewrite: plan.rewrite,
    };
    this.stages = stagesOf(context, steps);
    this.#presentFiles = presentFiles(context, steps.find((step) => step.file !== present)?.file);
  }

  /**
   * The rotation as a page for the people who do it: stages, preconditions, checks, commands and rollbacks, without a key.
   */
  public toMarkdown(): string {
    return runbookOf(this.stages, { title: this.title(), apiServers: this.#options.apiServers, hasPresent: this.present !== undefined });
  }

  /**
   * Writes the runbook `README.md`, and a folder for each stage with its file and scripts. All of it is readable by its owner
   * alone, and a stage's file is a secret where it holds keys: delete the folders when the rotation is done.
   *
   * @param folder folder outside the output folder of the App; made when missing
   * @throws when the folder is inside the App's output folder, or holds another rotation
   */
  public writeTo(folder: string): void {
    const outdir = this.#outdirs.find((one) => isInside(folder, one));
    if (outdir !== undefined) {
      throw new Error(`${WHERE}: not written to ${quoted(folder)}: ${quoted(outdir)} is the output folder of the ` +
        'App, whose files are applied to clusters; choose a folder outside it');
    }
    const wayOut = 'the folder has another rotation; write to a new folder, or delete this one when that rotation is done';
    const stage = namesIn(folder).find((name) => STAGE_FOLDER.test(name) && !this.folderNames().includes(name));
    if (stage !== undefined) {
      throw new Error(`the rotation is not written to ${quoted(folder)}: ${named(stage)} is ` +
      `none of its stages: ${wayOut}`);
    }
    writeSecretFiles('the rotation', folder, this.files(), `another file is there: ${wayOut}`);
  }

  private folderNames(): string[] {
    return [PRESENT_FOLDER, ...this.stages.map((stage) => stage.folderName)];
  }

  /** Everything that is written, by path. */
  private files(): Map<string, string> {
    const files = new Map<string, string>();
    const add = (folderName: string, file: EncryptionFile | undefined, scripts: { readonly [name: string]: string }) => {
      const texts: { [name: string]: string } = file ? { [FILE_NAME]: file._text(), ...this.contentOf(file) } : {};
      for (const [name, text] of Object.entries({ ...texts, ...scripts })) files.set(join(folderName, name), text);
    };
    add(PRESENT_FOLDER, this.present, this.#presentFiles);
    for (const stage of this.stages) add(stage.folderName, stage.file, { 'check.sh': stage.checkScript, ...stage.scripts });
    return files.set('README.md', this.toMarkdown());
  }

  /** What a distribution that takes the content of a file gets in place of it. */
  private contentOf(file: EncryptionFile): { readonly [name: string]: string } {
    return this.#controlPlane._shape().hostFile ? {} : this.#controlPlane.wire(file)._texts();
  }

  private title(): string {
    if (!this.present) return 'Enable encryption at rest';
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

/** The ciphers of each resource that a file names. */
function ciphersIn(file: EncryptionFile): readonly Cipher[][] {
  const document = file._document();
  return namedResources(document).map((resource) => ciphersFor(document, resource));
}

/** The file of the same resources with other ciphers. */
function retargeted(file: EncryptionFile, change: (ciphers: readonly Cipher[]) => readonly Cipher[]): EncryptionFile {
  const document = file._document();
  const lists = new Map(namedResources(document).map((resource) =>
    [resource, change(ciphersFor(document, resource))]));
  return EncryptionFile._ofEntries(WHERE, assemble(WHERE, lists), file._outdirs());
}
