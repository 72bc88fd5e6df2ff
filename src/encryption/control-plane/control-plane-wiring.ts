import { quoted } from '../../redaction/quoted';
import { Redacted } from '../../redaction/redacted';
import { EncryptionFile } from '../encryption-file';
import { writeSecretFiles } from '../secret-file';

/** @internal */
export interface WiringContent {
  /** The encryption file that it is for; undefined where it is for policies. */
  readonly file?: EncryptionFile;
  /** Text by file name. */
  readonly texts: { readonly [fileName: string]: string };
  /** True where the texts repeat the encryption file. */
  readonly holdsFile: boolean;
  /** Steps that bring the KMS plugins to the nodes, before anything else. */
  readonly pluginSteps: readonly string[];
  readonly steps: readonly string[];
}

/** Configuration that makes API servers read an encryption file, or policies, and the steps that apply it. */
export class ControlPlaneWiring extends Redacted {
  /** @internal */
  public static _of(content: WiringContent): ControlPlaneWiring {
    return new ControlPlaneWiring(content);
  }

  /** Names of the files of the configuration. */
  public readonly fileNames: string[];

  /** True where the files hold keys, and so are secret. */
  public readonly holdsKeys: boolean;

  /** Steps, in order. */
  public readonly steps: string[];

  readonly #content: WiringContent;

  private constructor(content: WiringContent) {
    super(`<control plane wiring ${Object.keys(content.texts).join(', ')}>`);
    this.#content = content;
    this.fileNames = Object.keys(content.texts);
    this.holdsKeys = content.holdsFile && content.file?.holdsKeys === true;
    this.steps = [...content.pluginSteps, ...content.steps];
  }

  /**
   * The text of one file.
   *
   * @param fileName one of `fileNames`
   * @throws Error when there is no such file, or it holds keys: only `writeTo` gives those out
   */
  public textOf(fileName: string): string {
    if (!this.fileNames.includes(fileName)) {
      throw new Error(`the wiring has no file ${quoted(fileName)}; it has ` +
      `${this.fileNames.join(', ')}`);
    }
    if (this.holdsKeys) {
      throw new Error(`${fileName} holds keys; write it with writeTo(folder)`);
    }
    return this.#content.texts[fileName];
  }

  /**
   * Writes the files, readable by their owner alone (mode 0600).
   *
   * @param folder folder outside the output folder of the App; created when missing
   * @throws Error when the folder is inside the App's output folder, or has files of these names with other content
   */
  public writeTo(folder: string): void {
    this.#content.file?._checkPath(folder);
    const refusal = 'a different file already exists; choose a new folder, or delete the old wiring if it is not ' +
      'needed';
    writeSecretFiles('the wiring of the control plane', folder, new Map(Object.entries(this._texts())), refusal);
  }

  /** @internal */
  public _stepsAfterPlugins(): readonly string[] {
    return this.#content.steps;
  }

  /** @internal */
  public _texts(): { readonly [fileName: string]: string } {
    return this.#content.texts;
  }
}
