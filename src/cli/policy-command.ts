import { join } from 'path';
import { withoutOutputs } from './output-conflicts';
import { RuleOptions, settingsOf } from './settings';
import { ExitCode, UsageError } from './usage-error';
import { longest } from '../audit/reports/text-style';
import { writeFile } from '../output/durable-file';
import { print } from '../output/standard-output';
import { engineObjects, PolicyEngine } from '../policy/engine-objects';
import { PolicyAction } from '../policy/policy-action';
import { policyGaps } from '../policy/policy-gaps';
import { PolicyMutation } from '../policy/policy-mutation';
import { PolicyOptions } from '../policy/policy-options';
import { actionFor, policiesOf } from '../policy/policy-set';
import { PolicySubjects } from '../policy/policy-subjects';
import { policyFiles, policyYaml } from '../policy/policy-yaml';
import { printable } from '../redaction/printable';
import { quoted, WORD } from '../redaction/quoted';
import { RulePreset } from '../rules/rule-preset';

/** Options of `strongbox policy` on the command line. */
export interface PolicyCommandOptions extends RuleOptions {
  readonly engine?: string;
  readonly errors?: string;
  readonly warnings?: string;
  readonly notes?: string;
  readonly action?: readonly string[];
  readonly exemptNamespace?: readonly string[];
  readonly exemptNamespaceLabel?: string;
  readonly exemptUser?: readonly string[];
  readonly exemptGroup?: readonly string[];
  readonly suppressorUser?: readonly string[];
  readonly suppressorGroup?: readonly string[];
  readonly suppressorsConfigMap?: string;
  readonly secretWriterUser?: readonly string[];
  readonly secretWriterGroup?: readonly string[];
  readonly secretWritersConfigMap?: string;
  readonly mutate?: readonly string[];
  readonly suppressions: boolean;
  readonly day?: string;
  readonly namePrefix?: string;
  readonly output?: string;
  readonly explain?: boolean;
}

/** `strongbox policy`: prints or writes the rules as admission policies. */
export async function runPolicy(options: PolicyCommandOptions): Promise<ExitCode> {
  const engine = wordOf('--engine', options.engine, Object.values(PolicyEngine)) ?? PolicyEngine.KUBERNETES;
  const { preset, readFrom } = settingsOf(options);
  const settings = policyOptionsOf(options, preset);
  if (options.explain === true) {
    await print(inUsageErrors(() => explained(settings)));
    return ExitCode.CLEAN;
  }
  const objects = inUsageErrors(() => engineObjects(engine, settings));
  if (options.output === undefined) {
    await print(policyYaml(objects));
    return ExitCode.CLEAN;
  }
  const { output } = options;
  const files = policyFiles(objects);
  withoutOutputs(
    [...files.keys()].map((name) => ({ by: '--output', path: join(output, name) })),
    readFrom.map((path) => ({ by: 'the config file', path })),
    [],
  );
  inUsageErrors(() => files.forEach((text, name) => writeFile('policy', join(output, name), text)));
  await print(`${files.size} policies in ${printable(output)}\n`);
  return ExitCode.CLEAN;
}

function policyOptionsOf(
  options: PolicyCommandOptions, preset: RulePreset,
): PolicyOptions & { readonly preset: RulePreset } {
  const actionOf = (name: string, action?: string) => wordOf(name, action, Object.values(PolicyAction));
  return {
    preset,
    errors: actionOf('--errors', options.errors),
    warnings: actionOf('--warnings', options.warnings),
    notes: actionOf('--notes', options.notes),
    actions: Object.fromEntries((options.action ?? []).map((text) => {
      const [id, action, ...rest] = text.split('=');
      if (action === undefined || rest.length > 0) {
        throw new UsageError(`--action ${quoted(text)}: write the rule and the action, such as secret-in-env=deny`);
      }
      return [id, actionOf('--action', action)!] as const;
    })),
    exempt: {
      namespaces: listOf(options.exemptNamespace),
      namespaceLabel: options.exemptNamespaceLabel,
      users: listOf(options.exemptUser),
      groups: listOf(options.exemptGroup),
    },
    suppressions: options.suppressions,
    suppressors: subjectsOf('--suppressors-config-map', {
      users: options.suppressorUser, groups: options.suppressorGroup, configMap: options.suppressorsConfigMap,
    }),
    secretWriters: subjectsOf('--secret-writers-config-map', {
      users: options.secretWriterUser, groups: options.secretWriterGroup, configMap: options.secretWritersConfigMap,
    }),
    mutations: options.mutate?.map((word) => wordOf('--mutate', word, Object.values(PolicyMutation))!),
    day: options.day,
    namePrefix: options.namePrefix,
  };
}

/** What each policy checks and does, and what no policy checks. */
function explained(settings: PolicyOptions & { readonly preset: RulePreset }): string {
  const policies = policiesOf(settings);
  const checked = new Set(policies.map(({ rule }) => rule.id));
  const gaps = policyGaps(settings.preset._rules).filter(({ ruleId }) => !checked.has(ruleId));
  const width = longest([...policies.map(({ rule }) => rule.id), ...gaps.map(({ ruleId }) => ruleId)]);
  return [
    'Checked by a policy, when an object is created or updated:',
    ...policies.map((policy) => {
      const kinds = policy.targets.map(({ kind }) => kind).join(', ');
      const part = policy.rule.part === undefined ? '' : `; only ${policy.rule.part}`;
      return `  ${policy.rule.id.padEnd(width)}  ${actionFor(policy, settings).padEnd(5)}  ${kinds}${part}`;
    }),
    '',
    'Not checked by a policy:',
    ...gaps.map(({ ruleId, reason }) => `  ${ruleId.padEnd(width)}  ${reason}`),
    '',
  ].join('\n');
}

/** Users and groups on the command line. */
interface SubjectOptions {
  readonly users?: readonly string[];
  readonly groups?: readonly string[];

  /** Namespace and name, with a slash. */
  readonly configMap?: string;
}

/**
 * Users and groups; undefined where no option names any.
 *
 * @param option that names the ConfigMap
 */
function subjectsOf(option: string, { users, groups, configMap }: SubjectOptions): PolicySubjects | undefined {
  if (users === undefined && groups === undefined && configMap === undefined) {
    return undefined;
  }
  const lists = { users: listOf(users), groups: listOf(groups) };
  if (configMap === undefined) {
    return lists;
  }
  const [namespaceName, name, ...rest] = configMap.split('/');
  if (name === undefined || rest.length > 0) {
    throw new UsageError(`${option} ${quoted(configMap)}: write the namespace and the name of the ConfigMap, such as `
      + 'platform/secret-writers');
  }
  return { ...lists, configMap: { namespaceName, name } };
}

function listOf(values: readonly string[] | undefined): string[] | undefined {
  return values === undefined ? undefined : [...values];
}

function wordOf<T extends string>(option: string, value: string | undefined, words: readonly T[]): T | undefined {
  if (value !== undefined && !words.includes(value as T)) {
    throw new UsageError(`${option} ${quoted(value, WORD)}: use one of ${words.join(', ')}`);
  }
  return value as T | undefined;
}

/** Options that are wrong are the user's, not a fault of the program. */
function inUsageErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
