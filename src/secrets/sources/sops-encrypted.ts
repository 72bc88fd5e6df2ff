import { readFileSync } from 'fs';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { validateSize } from '../../data/data-rules';
import { SECRET } from '../../facts/api-kinds';
import { plainFields, PlainFields, plainText } from '../../facts/plain-fields';
import { OPAQUE_TYPE } from '../../facts/secret-types';
import { sopsFaults, sopsValues } from '../../facts/sops';
import { sopsPlainSize } from '../../facts/sops-ciphertext';
import { nameInWords } from '../../redaction/input-name';
import { reasonWithoutText } from '../../redaction/parser-reason';
import { named, quoted } from '../../redaction/quoted';
import { refuse } from '../../stores/refuse';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';
import { SecretType } from '../secret-type';

/** The document of the file as it is: a change of any value, or of their order, breaks the MAC of SOPS. */
class SopsSecret extends ApiObject {
  readonly #document: PlainFields;

  public constructor(scope: Construct, document: PlainFields) {
    const { name, namespace } = plainFields(document.metadata);
    super(scope, 'Resource', {
      apiVersion: 'v1',
      kind: SECRET.kind,
      metadata: { name: plainText(name), namespace: plainText(namespace) || undefined },
    });
    this.#document = document;
  }

  public toJson(): any {
    const { metadata, ...others } = super.toJson();
    const { name, namespace } = plainFields(this.#document.metadata);
    const mine = { name, ...namespace === undefined ? {} : { namespace } };
    const { labels, ...rest } = metadata;
    const foreign = Object.entries(labels ?? {}).some(([label, text]) => this.chart.labels[label] !== text);
    const same = JSON.stringify([others, rest]) === JSON.stringify([{ apiVersion: 'v1', kind: SECRET.kind }, mine]);
    if (foreign || !same) {
      throw new Error(
        `${this.node.path}: Secret ${quoted(this.name)} was changed, which breaks the MAC of SOPS; change the file `
          + 'with `sops edit`',
      );
    }
    return JSON.parse(JSON.stringify(this.#document));
  }
}

/** A Secret that SOPS has encrypted, from a file. */
export class SopsEncryptedBinding implements SecretBinding {
  public readonly keys: readonly string[];
  public readonly type: SecretType;

  private readonly file: string;
  private readonly sizes = new Map<string, number>();
  readonly #document: PlainFields;

  public constructor(path: string) {
    this.file = `the file ${nameInWords(path)}`;
    this.#document = documentOf(this.file, path);
    refuse(this.file, sopsFaults(this.#document));
    for (const [field, key, value] of sopsValues(this.#document)) {
      const size = sopsPlainSize(value as string)!;
      // In data, what is encrypted is base64, whose padding is not known: the fewest bytes.
      this.sizes.set(key, field === 'data' ? Math.max(0, Math.floor(size / 4) * 3 - 2) : size);
    }
    this.keys = [...this.sizes.keys()];
    this.type = SecretType.of(plainText(this.#document.type) || OPAQUE_TYPE);
  }

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath } = request;
    const { name, namespace } = plainFields(this.#document.metadata) as { name: string; namespace?: string };
    const immutable = this.#document.immutable === true;
    if (request.metadata !== undefined) {
      throw new Error(
        `${constructPath}: the metadata of ${this.file} is covered by the MAC of SOPS; leave out \`metadata\`, and `
          + 'change the file with `sops edit`',
      );
    }
    if (request.immutable !== undefined && request.immutable !== immutable) {
      throw new Error(
        `${constructPath}: ${this.file} says immutable: ${immutable}, which is covered by the MAC of SOPS; leave `
          + 'out `immutable`, and change the file with `sops edit`',
      );
    }
    if (request.namespace !== undefined && request.namespace !== namespace) {
      const own = namespace === undefined ? 'no namespace' : `namespace ${named(namespace)}`;
      throw new Error(
        `${constructPath}: ${this.file} has ${own}, and the chart is of ${named(request.namespace)}; set `
          + 'metadata.namespace in the file with `sops edit`',
      );
    }
    validateSize(constructPath, SECRET.kind, this.sizes);
    return { name, namespace, immutable, emit: (secret) => void new SopsSecret(secret, this.#document) };
  }
}

function documentOf(file: string, path: string): PlainFields {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: CORE_SCHEMA });
  } catch (error) {
    throw new Error(`${file} is not YAML or JSON: ${reasonWithoutText((error as { reason?: string }).reason ?? '')}`);
  }
  if (documents.length !== 1) {
    throw new Error(`${file} has ${documents.length} documents; give each Secret a file`);
  }
  return plainFields(documents[0]);
}
