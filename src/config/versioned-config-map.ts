import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { gatherContent } from './config-content';
import { refuseCredentials } from './config-credentials';
import { ConfigFolder } from './config-folder';
import { contentHash, validateAnnotations } from '../data/data-rules';
import { NamedObject } from '../data/named-object';
import { generatedName, namespaceOf, validateNamespace, versionedName } from '../data/object-names';
import { PrunePolicy, pruneAnnotations, VersionPruning } from '../data/prune-policy';
import { ALLOW_CREDENTIALS } from '../data/reasons';
import { refuseCredentialsInMetadata } from '../data/written-credentials';
import { apiVersionOf, CONFIG_MAP } from '../facts/api-kinds';
import { IMountable, MountSource } from '../mounts/mount-source';
import { listed, quoted } from '../redaction/quoted';
import { constructPathOf } from '../workload/construct-path';
import { orderForPods } from '../workload/emission-order';
import { refuseKeptJobs } from '../workload/kept-jobs';

/** Properties for `VersionedConfigMap`. */
export interface VersionedConfigMapProps {
  /**
   * Metadata of the ConfigMap. `name` is the part of the name before the content hash.
   *
   * @default - a generated name, in the namespace and with the labels of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Text by key.
   *
   * @default - no text but that of `files`, `folders` and `envFiles`
   */
  readonly data?: { [key: string]: string };

  /**
   * Bytes by key, in base64 (standard alphabet, with padding; line breaks are ignored). They can be mounted, but never
   * become environment variables.
   *
   * @default - no bytes but those of `files` and `folders`
   */
  readonly binaryData?: { [key: string]: string };

  /**
   * Paths of files by the key that each is to have. A file in UTF-8 without zero bytes goes into `data`, any other into
   * `binaryData`, byte for byte: so a checkout that changes line ends changes the name. Symbolic links are followed.
   * A relative path starts at the working directory of the process, so prefer `path.join(__dirname, …)`; in ES modules,
   * `import.meta.dirname`.
   *
   * @default - no single files
   */
  readonly files?: { [key: string]: string };

  /**
   * Folders of which every file becomes an entry, as in `files`. Folders within them, symbolic links and other things
   * that are not regular files are errors, unless they are excluded.
   *
   * @default - no folders
   */
  readonly folders?: ConfigFolder[];

  /**
   * Paths of env files of which every line `KEY=VALUE` becomes an entry of text, read as kustomize reads `envs` of a
   * `configMapGenerator`. The value is everything after the first `=`, with its quotes, blanks and references: nothing
   * is unquoted or expanded. White space before the key, a byte order mark, empty lines and lines that begin with `#`
   * are ignored. `KEY` without `=` is an error, since its value would depend on the tool and the machine; so are
   * `export KEY=VALUE`, a key that the API server refuses, and a key that is set twice. A `.properties` file with these
   * lines is one too; for the file itself as one entry, with its comments, use `files`. Values are judged as in `data`.
   *
   * @default - no env files
   */
  readonly envFiles?: string[];

  /**
   * Let a later file of `envFiles` replace the values of an earlier one, such as `['base.env', 'production.env']`. A
   * key that is twice in one file, or also in `data`, stays an error.
   *
   * @default false - a key in two files is an error
   */
  readonly mergeEnvFiles?: boolean;

  /**
   * Keys whose value may stay although it looks like a credential, each with the reason: that it is a public one, or
   * none. The reasons are recorded in the annotation `cdk8s-strongbox/allow-credentials`. A key in which no credential
   * is found is an error, so that an exception never outlives its cause.
   *
   * @default - none: a value that looks like a credential is an error
   */
  readonly allowCredentials?: { [key: string]: string };

  /**
   * What Argo CD and Flux do with this version when a later one has taken its place. Pods that still name it cannot
   * start once it is deleted.
   *
   * @default - that of `VersionPruning.set`, else PrunePolicy.DELETE: as the tool does
   */
  readonly prunePolicy?: PrunePolicy;
}

/**
 * An immutable ConfigMap whose name ends in a hash of its content.
 *
 * A change of any value or key creates a new ConfigMap with a new name, so the pods that mount it or read it into their
 * environment are rolled out. Two versions never mix in one pod, and the kubelet does not watch an immutable object.
 * The price: no change reaches a running pod. For settings that a running process reads again, use a ConfigMap of
 * cdk8s-plus.
 *
 * The pod template of a Job cannot be changed. A Job of the app that uses the ConfigMap and would still be there at the
 * next release fails at synth: end its name in the same hash (`config.name.slice(-10)`), or set `ttlAfterFinished`.
 *
 * A rollback of the workload needs the old ConfigMap. `kubectl apply` keeps it. Flux deletes it before the rollout is
 * done, and so does Argo CD with automatic pruning: a pod of the old version that starts then waits for it, and
 * `kubectl rollout undo` fails. Set `prunePolicy`, or `VersionPruning.set` for an app, to keep old versions;
 * `strongbox versions` lists those that nothing names any more.
 *
 * Values are judged by what they are: private keys, tokens of known vendors, JSON Web Tokens, URLs with a password,
 * literal passwords in files of settings, also in base64. They are errors that name the key, the kind and the line,
 * never the value. Names, references (`$(VAR)`, `${VAR}`, `vault:…`), placeholders, paths, hashes, ids, certificates
 * and public keys are not. The name of an entry alone is never a reason; `DB_PASSWORD: hunter2` is one just as the line
 * `db.password=hunter2` in a file is, because name and value together say what it is. This guards against accidents:
 * what is compressed or encrypted is not looked into.
 *
 * The API server counts the bytes of the values, base64 decoded and keys left out, and takes at most 1 MiB (1,048,576).
 * Well below that, from about 256 KiB, client-side `kubectl apply` fails, because it copies the object into an
 * annotation, and all annotations together may have 256 KiB: use `kubectl apply --server-side` for big ones.
 *
 * It goes wherever cdk8s-plus takes an `IConfigMap`, and has no `permissions`: a pod that mounts it needs none.
 *
 * @example
 * const config = new VersionedConfigMap(chart, 'Config', { data: { 'log-level': 'info' } });
 * new RotatingVolumeMount(chart, 'ConfigFiles', { workload: api, source: config, mountPath: '/etc/payments' });
 */
export class VersionedConfigMap extends NamedObject implements kplus.IConfigMap, IMountable {
  /** Keys of the ConfigMap, those of text and of bytes, in order. */
  public readonly keys: string[];

  private readonly textKeys: ReadonlySet<string>;

  /**
   * @throws Error when there is no entry; when a key, a value, the size or the name is not what the API server takes;
   * when a file or folder cannot be read; when a line of an env file is wrong; when a value looks like a credential and
   * has no reason, or has a reason and does not
   */
  public constructor(scope: Construct, id: string, props: VersionedConfigMapProps) {
    const constructPath = constructPathOf(scope, id);
    // The name is checked with its hash: `till-` is the begin of a name.
    refuseCredentialsInMetadata(constructPath, props.metadata);
    const content = gatherContent(constructPath, props);
    const reasons = props.allowCredentials ?? {};
    refuseCredentials(constructPath, content, reasons);
    const annotations = {
      ...props.metadata?.annotations,
      ...pruneAnnotations(props.prunePolicy ?? VersionPruning._of(scope), props.metadata?.annotations),
      ...reasonAnnotation(reasons),
    };
    validateAnnotations(constructPath, annotations);

    const namespaceName = namespaceOf(scope, props.metadata);
    if (namespaceName !== undefined) {
      validateNamespace(constructPath, namespaceName);
    }
    const apiVersion = apiVersionOf(CONFIG_MAP);
    const stem = props.metadata?.name ?? generatedName({ scope, id }, apiVersion, CONFIG_MAP.kind);
    const data = Object.fromEntries(content.data);
    const hash = contentHash({ data, binaryData: Object.fromEntries(content.binaryData) });
    const name = versionedName(constructPath, stem, hash);

    super({ scope, id }, { kind: CONFIG_MAP, name, namespaceName });
    this.textKeys = new Set(content.data.keys());
    this.keys = [...content.data.keys(), ...content.binaryData.keys()].sort();
    const binaryData = Object.fromEntries([...content.binaryData].map(([key, bytes]) => [key, encode(bytes)]));
    const resource = new ApiObject(this, 'Resource', {
      apiVersion,
      kind: CONFIG_MAP.kind,
      metadata: { ...props.metadata, name, annotations },
      immutable: true,
      ...(content.data.size > 0 && { data }),
      ...(content.binaryData.size > 0 && { binaryData }),
    });
    this.node.addValidation({ validate: () => patchErrors(constructPath, resource, hash) });
    refuseKeptJobs(this, 'ConfigMap');
    orderForPods(resource.chart);
  }

  /**
   * The value of a key as an environment variable. It is set when a container starts, and a change of the content rolls
   * the pods.
   *
   * @param key a key of text
   * @throws Error when the ConfigMap does not have the key, or has bytes under it, which never become environment
   * variables
   */
  public envValue(key: string, options: kplus.EnvValueFromConfigMapOptions = {}): kplus.EnvValue {
    const where = `${this.node.path}: ConfigMap ${quoted(this.name)}`;
    if (!this.keys.includes(key)) {
      throw new Error(`${where} has no key ${quoted(key)}; it has ${listed(this.keys)}`);
    }
    if (!this.textKeys.has(key)) {
      throw new Error(`${where} has bytes under the key ${quoted(key)}, and only text becomes an environment ` +
        'variable; mount it with RotatingVolumeMount');
    }
    return kplus.EnvValue.fromConfigMap(this, key, options);
  }

  /** The ConfigMap as the content of a volume. */
  public toMountSource(): MountSource {
    return MountSource.configMap(this.name, {
      keys: [...this.keys],
      namespaceName: this.namespaceName,
      immutable: true,
    });
  }
}

function reasonAnnotation(reasons: { readonly [key: string]: string }): { [name: string]: string } {
  const keys = Object.keys(reasons).sort();
  return keys.length === 0
    ? {}
    : { [ALLOW_CREDENTIALS]: JSON.stringify(Object.fromEntries(keys.map((key) => [key, reasons[key].trim()]))) };
}

/** What JSON patches have made of an object whose name says what is in it. Without patches it is as it was made. */
function patchErrors(constructPath: string, resource: ApiObject, hash: string): string[] {
  const { patches } = resource as unknown as { patches?: unknown };
  if (Array.isArray(patches) && patches.length === 0) {
    return [];
  }
  const { metadata, immutable, data = {}, binaryData = {} } = resource.toJson();
  const bytes = Object.entries<string>(binaryData).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
  const isAsNamed =
    metadata?.name === resource.name &&
    immutable === true &&
    contentHash({ data, binaryData: Object.fromEntries(bytes) }) === hash;
  return isAsNamed
    ? []
    : [
      `${constructPath}: a JSON patch changed the content or the name of ConfigMap "${resource.name}", whose name `
          + 'ends in a ' +
          'hash of its content and which is immutable: the pods would not be replaced, and the API '
            + 'server refuses the ' +
          'change; give the content as data, binaryData, files or envFiles',
    ];
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
