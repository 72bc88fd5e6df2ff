import { Construct } from 'constructs';
import { ControlPlaneDocument, isInChart, outdirsOf } from './control-plane-document';
import { EncryptionFile, IEncryptionSource, WriteEncryptionFileOptions } from './encryption-file';
import { EncryptionProvider } from './encryption-provider';
import { documentProblems, houseProblems } from './file-problems';
import { configDocument, EntryDocument, providersFor, SECRETS } from '../facts/encryption-document';

/** Resources, and how they are encrypted. */
export interface EncryptionEntry {
  /**
   * Resources to encrypt: `secrets` and other resources of the core group, `pandas.awesome.bears.example` with their
   * group, `*.apps` for a group, `*.` for the core group, `*.*` for everything.
   */
  readonly resources: string[];

  /** Provider that writes. It also reads. */
  readonly writeWith: EncryptionProvider;

  /**
   * Providers that only read.
   *
   * @default - none: every object must be stored by `writeWith`
   */
  readonly readAlso?: EncryptionProvider[];
}

/** Props of `EncryptionConfig`. */
export interface EncryptionConfigProps {
  /**
   * Resources to encrypt, in the spelling of `EncryptionEntry.resources`.
   *
   * @default ['secrets']
   */
  readonly resources?: string[];

  /**
   * Provider that writes. It also reads.
   *
   * @default EncryptionProvider.kmsV2()
   */
  readonly writeWith?: EncryptionProvider;

  /**
   * Providers that only read.
   *
   * @default - none: every object must be stored by `writeWith`
   */
  readonly readAlso?: EncryptionProvider[];

  /**
   * Further entries, after the first. More specific resources come first: the API server refuses `secrets` after `*.`.
   *
   * @default - none
   */
  readonly moreEntries?: EncryptionEntry[];
}

/**
 * The encryption file of the API server: which resources are encrypted in etcd, and with what. It is checked by all
 * rules of the API server and some of this library, so that a server that gets the file starts with it.
 *
 * It is a file on every control-plane host and not an object to apply. Without keys in it (KMS alone) it is
 * synthesised, and needs a dedicated App. With keys it is never in the output of synth: `writeTo` writes it, for its
 * owner alone.
 *
 * The whole object is encrypted, but not its name, namespace and kind: they are the key in etcd. On a cluster that has
 * objects already, changing the file in one step makes them unreadable: use `EncryptionRotation`.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
 */
export class EncryptionConfig extends Construct implements IEncryptionSource {
  private readonly file: EncryptionFile;

  /**
   * @throws Error when the API server would refuse the file; when no entry covers Secrets, a key has two names or a
   * name two keys, a resource is listed twice, or plaintext is used otherwise than its provider allows; and when the
   * config has no key and stands outside of a chart
   */
  public constructor(scope: Construct, id: string, props: EncryptionConfigProps = {}) {
    const constructPath = [scope.node.path, id].filter((part) => part !== '').join('/');
    const entries = entriesOf(props).map((entry, index) => entryDocument(`${constructPath}: entry ${index}`, entry));
    const document = configDocument(entries);
    const problems = [...documentProblems(document), ...houseProblems(document)];
    if (problems.length > 0) {
      throw new Error(`${constructPath}: ${problems.join('; ')}`);
    }
    if (providersFor(entries, SECRETS) === undefined) {
      throw new Error(`${constructPath}: no entry covers Secrets, which are then stored in plain text; add ` +
        "'secrets' to resources, or an entry for them that is written with EncryptionProvider.unencrypted(reason)");
    }
    const file = EncryptionFile._ofEntries(constructPath, entries, outdirsOf(scope));
    if (!file.holdsKeys && !isInChart(scope)) {
      throw new Error(`${constructPath}: a config without keys is synthesised, and for that it needs a chart; create ` +
        'it in a Chart of a dedicated App');
    }
    super(scope, id);
    this.file = file;
    if (!file.holdsKeys) {
      new ControlPlaneDocument(this, 'Resource', document);
    }
  }

  /**
   * Writes the file in one step, readable by its owner alone (mode 0600).
   *
   * @param path path of the file, outside the output folder of the App
   * @throws Error when the path is inside the App's output folder, or a file of other content is there and `overwrite`
   * is not set
   */
  public writeTo(path: string, options: WriteEncryptionFileOptions = {}): void {
    this.file.writeTo(path, options);
  }

  /** The file. */
  public toEncryptionFile(): EncryptionFile {
    return this.file;
  }
}

function entriesOf({ resources, writeWith, readAlso, moreEntries = [] }: EncryptionConfigProps): EncryptionEntry[] {
  const first = { resources: resources ?? ['secrets'], writeWith: writeWith ?? EncryptionProvider.kmsV2(), readAlso };
  return [first, ...moreEntries];
}

function entryDocument(where: string, { resources, writeWith, readAlso = [] }: EncryptionEntry): EntryDocument {
  if (!writeWith._writes) {
    throw new Error(`${where}: ${writeWith} only reads, and first in the list it would write plaintext; use ` +
      'EncryptionProvider.unencrypted(reason) to leave a resource out of a wildcard, and EncryptionRotation.decrypt ' +
      'to decrypt a cluster');
  }
  const writer = readAlso.find((reader) => !reader._reads);
  if (writer) {
    throw new Error(`${where}: ${writer} cannot be used in readAlso; use EncryptionProvider.plaintextUntil(plan), ` +
      'so that plaintext does not stay readable forever');
  }
  return { resources, providers: [writeWith, ...readAlso].map((provider) => provider._toDocument()) };
}
