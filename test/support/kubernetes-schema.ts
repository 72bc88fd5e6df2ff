import { existsSync } from 'fs';
import { dirname, join } from 'path';

type Validator = ((data: unknown) => boolean) & {
  errors?: { instancePath: string; message?: string; keyword: string; params: unknown }[];
};

const modelsRoot = dirname(require.resolve('kubernetes-models/package.json'));

/** Kubernetes groups without a dot have theirs spelled in the folder of the models package as they are. */
function validatorOf(apiVersion: string, kind: string): Validator | undefined {
  const model = join(modelsRoot, ...apiVersion.split('/'), `${kind}.js`);
  if (!existsSync(model)) {
    return undefined;
  }
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const pascal = (text: string) => text[0].toUpperCase() + text.slice(1);
  // "rbac.authorization.k8s.io" is spelled "Rbac" in schema names, "apps" is "Apps".
  const schema = `IoK8sApi${pascal(group.split('.')[0])}${pascal(version)}${kind}`;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(join(modelsRoot, '_schemas', `${schema}.js`)).validate;
}

/** Whether the Kubernetes models package knows this kind; it has no custom resources. */
export function isBuiltInKind(manifest: { apiVersion: string; kind: string }): boolean {
  return validatorOf(manifest.apiVersion, manifest.kind) !== undefined;
}

/**
 * What the Kubernetes schema finds wrong with an object, unknown fields included.
 *
 * The models package validates only fields that it knows. Its validators read every field they know, and
 * enumerate the objects that are maps, so a field that was neither read nor enumerated is an unknown one.
 */
export function schemaErrors(manifest: any): string[] {
  const validate = validatorOf(manifest.apiVersion, manifest.kind);
  if (!validate) {
    return [`no Kubernetes schema for ${manifest.apiVersion} ${manifest.kind}`];
  }
  const unread: (() => string[])[] = [];
  const watch = (value: any, path: string): any => {
    if (value === null || typeof value !== 'object') {
      return value;
    }
    const read = new Set<PropertyKey>();
    const watched = Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, watch(child, `${path}/${key}`)]),
    );
    const target = Array.isArray(value) ? Object.values(watched) : watched;
    if (!Array.isArray(value)) {
      unread.push(() =>
        Object.keys(value)
          .filter((key) => !read.has(key))
          .map((key) => `${path}/${key} is an unknown field`),
      );
    }
    return new Proxy(target, {
      get: (object, key, receiver) => {
        read.add(key);
        return Reflect.get(object, key, receiver);
      },
      ownKeys: (object) => {
        Object.keys(object).forEach((key) => read.add(key));
        return Reflect.ownKeys(object);
      },
    });
  };
  const valid = validate(watch(manifest, ''));
  const errors = (valid ? [] : (validate.errors ?? [])).map(
    (error) => `${error.instancePath} ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
  );
  return [...errors, ...(valid ? unread.flatMap((fields) => fields()) : [])];
}

/** Fails the test with every schema error of every object. */
export function expectValidManifests(manifests: any[]): void {
  const errors = manifests.flatMap((manifest) =>
    schemaErrors(manifest).map((error) => `${manifest.kind}/${manifest.metadata?.name}: ${error}`),
  );
  expect(errors).toEqual([]);
}
