import { quoted } from '../../redaction/quoted';

const NAMESPACE = 'kube-system';
const NAME_PREFIX = 'bootstrap-token-';
const ID_KEY = 'token-id';
const NAME = new RegExp(`^${NAME_PREFIX}[a-z0-9]{6}$`);

/** Form of every field that the control plane reads, and how to say it. */
const FIELDS: ReadonlyMap<string, readonly [RegExp, string]> = new Map<string, readonly [RegExp, string]>([
  [ID_KEY, [/^[a-z0-9]{6}$/, '6 characters of a-z and 0-9']],
  ['token-secret', [/^[a-z0-9]{16}$/, '16 characters of a-z and 0-9']],
  ['expiration', [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, 'a time as in RFC 3339']],
  ['usage-bootstrap-authentication', [/^(true|false)$/, '"true" or "false"']],
  ['usage-bootstrap-signing', [/^(true|false)$/, '"true" or "false"']],
  ['auth-extra-groups', [
    /^(system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9])(,system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9])*$/,
    'names of groups with commas between them, each beginning with "system:bootstrappers:"',
  ]],
]);

/** Checks the fields of a bootstrap token. The API server takes any, and the token then does not work. */
export function checkBootstrapToken(path: string, values: ReadonlyMap<string, Buffer>): void {
  for (const [key, [form, words]] of FIELDS) {
    const value = values.get(key);
    if (value !== undefined && !form.test(value.toString())) {
      throw new Error(`${path}: "${key}" is not what a bootstrap token has there: ${words}, with no line break`);
    }
  }
}

/** The only name under which the control plane finds a token. */
export function bootstrapTokenName(values: ReadonlyMap<string, Buffer>): string {
  return `${NAME_PREFIX}${values.get(ID_KEY)}`;
}

/** Checks that the control plane finds the token. */
export function checkBootstrapTokenPlace(path: string, name: string, namespace: string | undefined): void {
  if (namespace !== NAMESPACE) {
    const got = namespace === undefined ? 'none is set' : `this one lands in ${quoted(namespace)}`;
    throw new Error(`${path}: a bootstrap token works in namespace ${NAMESPACE} only, and ${got}; set \`metadata.namespace\``);
  }
  if (!NAME.test(name)) {
    throw new Error(`${path}: a bootstrap token is found by the name ${NAME_PREFIX}<id>, with the 6 characters of ` +
      `its id, and this one is named ${quoted(name)}`);
  }
}
