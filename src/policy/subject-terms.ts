import { listOfTexts } from './cel-text';
import { PolicyParams } from './model';
import { PolicySubjects } from './policy-subjects';
import { nameFault, namespaceFault } from '../facts/object-names';
import { quoted } from '../redaction/quoted';

/** Keys of a ConfigMap with subjects: a name on each line. */
const KEYS = { users: 'users', groups: 'groups' };

/** CEL that is true if the user of a request is one of the subjects. */
export function isOneOf({ users = [], groups = [], configMap }: PolicySubjects): string {
  const inUsers = (list: string) => `request.userInfo.username in ${list}`;
  const inGroups = (list: string) =>
    `(has(request.userInfo.groups) && request.userInfo.groups.exists(g, g in ${list}))`;
  return [
    inUsers(listOfTexts(users)),
    inGroups(listOfTexts(groups)),
    ...configMap === undefined ? [] : [inUsers(linesOf(KEYS.users)), inGroups(linesOf(KEYS.groups))],
  ].join(' || ');
}

function linesOf(key: string): string {
  const lines = `params.data['${key}'].split('\\n').map(line, line.trim()).filter(line, line != '')`;
  return `(has(params.data) && '${key}' in params.data ? ${lines} : [])`;
}

/** The ConfigMap of subjects as the parameter of a policy. */
export function paramsOf({ configMap }: PolicySubjects): { readonly params?: PolicyParams } {
  return configMap === undefined ? {} : { params: configMap };
}

/** @throws Error when the ConfigMap has a name or a namespace that no ConfigMap can have */
export function expectSubjects(option: string, { configMap }: PolicySubjects): void {
  if (configMap === undefined) {
    return;
  }
  const { name, namespaceName } = configMap;
  const fault = namespaceFault(namespaceName) ?? nameFault(name);
  if (fault !== undefined) {
    const wrong = namespaceFault(namespaceName) === undefined ? name : namespaceName;
    throw new Error(`${option}.configMap: ${quoted(wrong)} ${fault}`);
  }
}
