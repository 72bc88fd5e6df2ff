import { bind, celText, holdsFor, listIn, named, operand } from './cel-text';
import { PolicyVariable } from './model';
import { necessaryWithout, variablesUsed } from './necessary';
import { TOKEN_PATH, TOKEN_VOLUME_PREFIX } from '../facts/account-token';
import { AdmissionKind, admissionKind, OBJECT_KINDS, POD_KINDS } from '../facts/admission-kinds';
import { CONTAINER_LISTS, CONTAINER_NOUNS } from '../facts/pod-shapes';
import { compileExpression } from '../rules/expression';
import { isPodScope } from '../rules/pod-items';
import { kindsByWay } from '../rules/pod-terms';
import { PartCheck } from '../rules/rule';
import { RuleScope } from '../rules/rule-scope';
import { ObjectScope, SCOPE_TARGETS } from '../rules/scopes';

/**
 * What a check finds, as CEL: a list for each of `variables.objects`, of the names of items of a pod, the rules of a
 * role, or one empty text for the object itself.
 */
export interface Found {
  readonly targets: readonly AdmissionKind[];

  /** CEL of type list of lists. */
  readonly expression: string;

  /** What the entries are. */
  readonly entries: 'names' | 'rules' | 'object';
}

/**
 * What a check finds, in the object and in the object before an update.
 *
 * @param excepted CEL with the variables of the scope that is true for an item that is not reported
 */
export function foundBy(check: PartCheck, excepted?: string): Found {
  const { scope, violation, kinds: own } = check;
  const fault = excepted === undefined ? operand(violation) : `(${operand(violation)} && !${operand(excepted)})`;
  if (isPodScope(scope)) {
    return { targets: POD_KINDS, expression: inPods(check, fault), entries: 'names' };
  }
  const targets = own?.map(admissionKind) ?? targetsOf(scope);
  const kinds = `[${targets.map(({ kind }) => celText(kind)).join(', ')}]`;
  const isRules = scope === RuleScope.RBAC_RULE;
  const found = isRules ? `${listIn('object.rules')}.filter(self, ${fault})`
    : `(${holdsFor('self', 'object', fault)} ? [''] : [])`;
  const ofKind = `object.kind in ${kinds} && !('' in each.places) ? ${found} : []`;
  const expression = `variables.judged.map(each, ${bind('object', 'each.object', ofKind)})`;
  return { targets, expression, entries: isRules ? 'rules' : 'object' };
}

/**
 * Kinds with items of a scope. A rule for any object judges the kinds that rules judge, and not those that controllers
 * keep writing, such as Lease and Event: to refuse those would stop a cluster.
 */
function targetsOf(scope: ObjectScope): readonly AdmissionKind[] {
  if (scope === RuleScope.ANY_OBJECT) {
    return [...POD_KINDS, ...OBJECT_KINDS];
  }
  return OBJECT_KINDS.filter(({ group, kind }) =>
    SCOPE_TARGETS[scope].some((target) => target.kind === kind && target.groups.includes(group)));
}

/**
 * The pods of the objects, with all their containers in one list, each with its name in messages. An empty list stands
 * for an object without pods.
 */
export const PODS: PolicyVariable = { name: 'pods', expression: podsOfObjects() };

/**
 * The objects, each with the places that its annotation suppresses the rule at: the empty text for the whole object.
 *
 * @param places CEL of type list, built of `object`
 */
export function judged(places: string): PolicyVariable {
  const parts = `{'object': dyn(object), 'places': dyn(${places})}`;
  return { name: 'judged', expression: `variables.objects.map(object, ${parts})` };
}

function podsOfObjects(): string {
  const kinds = `[${POD_KINDS.map(({ kind }) => celText(kind)).join(', ')}]`;
  const lists = CONTAINER_LISTS.map((list) => {
    const name = named(celText(CONTAINER_NOUNS[list]), 'container.name');
    return `${listIn(`pod.${list}`)}.map(container, {'name': dyn(${name}), 'spec': dyn(container)})`;
  });
  const parts = [
    "{'object': each.object, 'places': each.places, 'pod': dyn(pod)",
    `'containers': dyn(${lists.join(' + ')})}`,
  ].join(', ');
  const pods = `object.kind in ${kinds} ? [${podOfKinds()}].map(pod, ${parts}) : []`;
  return `variables.judged.map(each, ${bind('object', 'each.object', pods)})`;
}

function inPods({ scope, violation, ofPods }: PartCheck, fault: string): string {
  const uses = new Set([
    ...variablesUsed(scope, violation), ...ofPods === undefined ? [] : variablesUsed(RuleScope.POD, ofPods),
  ]);
  const isMeant = ofPods === undefined ? '' : ` && ${holdsFor('self', 'pod', operand(ofPods))}`;
  const isKept = `!('' in each.places)${isMeant}`;
  const names = bind('pod', 'each.pod', `${isKept} ? ${namesIn(scope, violation, fault, uses)} : []`);
  const found = uses.has('object') ? bind('object', 'each.object', names) : names;
  return `variables.pods.map(pods, size(pods) == 0 ? [] : ${bind('each', 'pods[0]', found)})`;
}

/** The pod spec of an object, by its kind. */
function podOfKinds(): string {
  const ways = [...kindsByWay('podSpec')].sort(([, one], [, other]) => one.length - other.length);
  return ways.map(([way, kinds], index) => {
    const isKind = kinds.length === 1 ? `object.kind == ${celText(kinds[0])}`
      : `object.kind in [${kinds.map(celText).join(', ')}]`;
    return index === ways.length - 1 ? `object.${way}` : `${isKind} ? object.${way} : `;
  }).join('');
}

/** The names of the items of a pod with a fault, as a list. */
function namesIn(scope: RuleScope, violation: string, fault: string, uses: ReadonlySet<string>): string {
  switch (scope) {
    case RuleScope.POD:
      return `(${holdsFor('self', 'pod', fault)} ? [''] : [])`;
    case RuleScope.VOLUME:
      return `${listIn('pod.volumes')}.map(self, ${fault} && ${isKeptAt('self.name')} && !${isOfServer('self')}, `
        + `${named("'volume'", 'self.name')})`;
    case RuleScope.CONTAINER:
      return inContainers(`(${holdsFor('self', 'container', fault)} ? [${CONTAINER}] : [])`);
    case RuleScope.ENV:
      return inContainers(items('env', `${fault} && ${isKeptAt(...placesOf('self.name'))}`,
        `${CONTAINER} + ', ' + ${named("'variable'", 'self.name')}`));
    case RuleScope.ENV_FROM:
      return inContainers(items('envFrom', fault, CONTAINER));
    default:
      return inMounts(violation, fault, uses);
  }
}

const CONTAINER = 'of.name';

/** The place of an item in a container, alone and with the name of the container. */
function placesOf(name: string): string[] {
  return [name, `container.name + '/' + ${name}`];
}

/** No annotation suppresses the rule at one of these places. */
function isKeptAt(...places: readonly string[]): string {
  return `![${places.map((place) => `string(${place})`).join(', ')}].exists(place, place in each.places)`;
}

function items(list: string, fault: string, name: string): string {
  return `${listIn(`container.${list}`)}.map(self, ${fault}, ${name})`;
}

/** Names in all containers as one list. Kubernetes has `flatten` since 1.32 only; a name has no line feed. */
function inContainers(names: string): string {
  const ofOne = bind('container', 'of.spec', `${isKeptAt('container.name')} ? ${names}.join('\\n') : ''`);
  const text = `each.containers.map(of, ${ofOne}).filter(text, text != '').join('\\n')`;
  return bind('text', text, "text == '' ? [] : text.split('\\n')");
}

/**
 * The mounts with a fault. A volume is found by its index, and only where it may matter: to look through the volumes
 * for each mount would cost more than the API server allows.
 */
function inMounts(violation: string, fault: string, uses: ReadonlySet<string>): string {
  const scope = RuleScope.VOLUME_MOUNT;
  const name = `${CONTAINER} + ', ' + ${named("'mount'", 'self.mountPath')}`;
  if (!uses.has('volume')) {
    return inContainers(items('volumeMounts', `${fault} && ${IS_KEPT_MOUNT}`, name));
  }
  const ofMount = necessaryWithout(scope, violation, ['volume']);
  const ofVolume = necessaryWithout(scope, violation, ['self', 'container']);
  const some = ofVolume === undefined ? '' : `.filter(volume, ${ofVolume})`;
  const isFault = `(self.name in names && ${holdsFor('volume', 'volumes[names.indexOf(self.name)]', fault)})`;
  const without = `(!(self.name in all) && ${holdsFor('volume', '{}', fault)})`;
  const ofClaims = mayHoldWithoutVolume(ofVolume);
  const either = `${ofClaims ? `(${isFault} || ${without})` : isFault} && ${IS_KEPT_MOUNT}`;
  const mounts = inContainers(items('volumeMounts', ofMount === undefined ? either : `${ofMount} && ${either}`, name));
  const all = ofClaims ? bind('all', `${listIn('pod.volumes')}.map(volume, volume.name)`, mounts) : mounts;
  return bind('volumes', `${listIn('pod.volumes')}${some}`, bind('names', 'volumes.map(volume, volume.name)', all));
}

/** A mount is named by its path, with or without the slash that it begins with. */
const IS_KEPT_MOUNT = `${isKeptAt(...placesOf('self.mountPath'), ...placesOf(
  "(self.mountPath.startsWith('/') ? self.mountPath.substring(1) : self.mountPath)",
))} && !(self.mountPath == '${TOKEN_PATH}'`
  + ` && ${listIn('pod.volumes')}.exists(other, other.name == self.name && ${isOfServer('other')}))`;

/**
 * The volume is the one with the token that the API server adds to a pod before policies see it, and has nothing else.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
 */
function isOfServer(variable: string): string {
  const source = [
    'has(source.serviceAccountToken)',
    "(has(source.configMap) && source.configMap.name == 'kube-root-ca.crt')",
    "(has(source.downwardAPI) && source.downwardAPI.items.all(item, item.path == 'namespace'))",
  ].join(' || ');
  return `(${variable}.name.startsWith('${TOKEN_VOLUME_PREFIX}') && has(${variable}.projected)`
    + ` && ${variable}.projected.sources.all(source, ${source}))`;
}

/** Whether a rule may report a mount of a claim template, for which `volume` is empty. */
function mayHoldWithoutVolume(ofVolume: string | undefined): boolean {
  if (ofVolume === undefined) {
    return true;
  }
  try {
    return compileExpression(RuleScope.VOLUME_MOUNT, ofVolume).holds({ volume: {}, object: {}, pod: {} });
  } catch {
    return true;
  }
}
