import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { dirname, join, resolve } from 'path';
import { Yaml } from 'cdk8s';
import { synthOrders } from './app/orders-app';
import { admissionOf } from './cluster/admission';
import { synthPolicies } from './cluster/policies';

/**
 * Compares the verdicts of synth, CI and admission for one manifest. The exit code is 1 when they differ.
 *
 * Usage: compare.ts [manifest] [folder of what is written]
 */
const manifest = resolve(process.argv[2] ?? join(__dirname, 'app/orders.yaml'));
const dist = resolve(process.argv[3] ?? join(__dirname, 'dist'));

/** What one gate says of one object by one rule. */
interface Verdict {
  readonly ruleId: string;
  readonly object: string;
  readonly does: string;
  readonly messages: readonly string[];
}

/** A policy names so many places of one object. */
const NAMED = 3;

const DOES: { readonly [levelOrAction: string]: string } = {
  error: 'refuses', Deny: 'refuses', warning: 'warns', Warn: 'warns',
};

/** The findings of a report, but for notes: those pass every gate. */
function verdictsOf(findings: readonly any[]): Verdict[] {
  const byPlace = new Map<string, Verdict & { readonly messages: string[] }>();
  for (const { ruleId, level, message, subject } of findings.filter((each) => each.level in DOES)) {
    const object = named(subject.kind, subject.objectNamespace, subject.name);
    const found = byPlace.get(`${ruleId} ${object}`) ?? { ruleId, object, does: DOES[level], messages: [] as string[] };
    found.messages.push(message);
    byPlace.set(`${ruleId} ${object}`, found);
  }
  return [...byPlace.values()];
}

function named(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** (a) An app team: `Audit.attach` in its app. */
function atSynth(): Verdict[] {
  return verdictsOf(synthOrders(manifest, join(dist, 'app')).report.findings);
}

/** (b) Its pipeline: `strongbox audit`, with the config file that names the preset. */
function inCi(): Verdict[] {
  const source = join(__dirname, '../../src/cli/strongbox.ts');
  // In a clone of cdk8s-strongbox the command is run from its source.
  const [command, ...first] = existsSync(source)
    ? ['node', '--import', 'tsx', source]
    : [join(__dirname, 'node_modules/.bin/strongbox')];
  const config = join(__dirname, 'app/strongbox.yaml');
  const { stdout, stderr } = spawnSync(
    command, [...first, 'audit', manifest, '--config', config, '--format', 'json'],
    { encoding: 'utf8' },
  );
  if (stdout === '') {
    throw new Error(`strongbox audit gave no report: ${stderr.slice(0, 1000)}`);
  }
  return verdictsOf(JSON.parse(stdout).findings);
}

const policyFile = join(dist, 'cluster/policies.k8s.yaml');
synthPolicies(dirname(policyFile));
const policies: any[] = Yaml.load(policyFile);

/** (c) The cluster: the policies as they are written, by a model of the API server. */
function atAdmission(): Verdict[] {
  return Yaml.load(manifest).flatMap((object: any) =>
    admissionOf(policies, object).map(({ ruleId, action, message }) => ({
      ruleId,
      object: named(object.kind, object.metadata.namespace, object.metadata.name),
      does: DOES[action],
      messages: [message],
    })));
}

const gates = { synth: atSynth(), CI: inCi(), admission: atAdmission() };
const places = new Map(Object.values(gates).flat().map((each) => [`${each.ruleId} ${each.object}`, each]));
let differences = 0;
let withoutPolicy = 0;
for (const { ruleId, object } of places.values()) {
  const verdicts = Object.values(gates).map((gate) =>
    gate.find((each) => each.ruleId === ruleId && each.object === object));
  const policy = policies.find(({ metadata }) => metadata.annotations['cdk8s-strongbox/rule'] === ruleId);
  // A policy of a part of a rule may pass what the audit reports.
  const isInPart = policy?.metadata.annotations['cdk8s-strongbox/checks-only'] !== undefined;
  const hasPolicy = policy !== undefined && !(isInPart && verdicts[2] === undefined);
  const isSame = areSame(hasPolicy ? verdicts : verdicts.slice(0, 2));
  differences += isSame ? 0 : 1;
  withoutPolicy += hasPolicy ? 0 : 1;
  console.log(`${ruleId}: ${object}${isSame ? '' : ' (DIFFERS)'}`);
  Object.keys(gates).forEach((gate, index) => {
    const verdict = verdicts[index];
    const does = verdict?.does ?? (gate === 'admission' && !hasPolicy ? 'has no policy for this rule' : 'passes');
    console.log(`  ${gate.padEnd(9)}  ${[does, ...verdict?.messages ?? []].join('\n             ')}`);
  });
}
console.log(differences === 0
  ? `\nAll say the same: ${places.size - withoutPolicy} verdicts of all three, ${withoutPolicy} of synth and CI only.`
  : `\n${differences} of ${places.size} verdicts differ.`);
process.exitCode = differences === 0 ? 0 : 1;

/** The first verdict is that of the audit; others do the same, and say what it says. */
function areSame([first, ...others]: readonly (Verdict | undefined)[]): boolean {
  return others.every((other) => first !== undefined && other !== undefined && other.does === first.does
    && first.messages.slice(0, NAMED).every((message) => other.messages.some((said) => saysIt(said, message))));
}

/** A policy puts its rule before the words of the audit and the remediation behind them, and names several places. */
function saysIt(said: string, message: string): boolean {
  const end = message.lastIndexOf('": ') + 1;
  return said.includes(message.slice(0, end)) && said.includes(message.slice(end));
}
