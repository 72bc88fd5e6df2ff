import { LEVELS, THRESHOLDS } from '../../../src/audit/threshold';
import { GROUP, KIND, PATH } from '../../../src/facts/further-kinds';
import { PodTemplateHolds } from '../../../src/facts/pod-template-path';
import { CATALOG } from '../../../src/rules/catalog';
import { PRESET_NAMES } from '../../../src/rules/presets';
import { RuleScope } from '../../../src/rules/rule-scope';

/** Where the schema stands, from the root of the project. */
export const SCHEMA_FILE = 'docs/schemas/strongbox-1.json';

const TEXT = { type: 'string', pattern: '\\S' };

/** What docs/schemas/strongbox-1.json has to be. `npx projen docs:rules` writes it. */
export function configSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of an audit: `strongbox.yaml`, version 1',
    description: 'Read by `Audit.attach`, by the validation of the cdk8s CLI and by the command `strongbox`.',
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      extends: {
        description:
          'A configuration that this one goes over, or several in order: a path that begins with ./ or ../, ' +
          'an absolute path, or an installed package with or without a path into it.',
        anyOf: [nullable(TEXT), list(TEXT)],
      },
      preset: described(
        nullable({ enum: [...PRESET_NAMES] }),
        'The levels that rules have without more. Default: recommended.',
      ),
      levels: described(
        nullable({ $ref: '#/$defs/levels' }),
        'Level by rule. A rule that was off is on again with it.',
      ),
      rules: described(
        { anyOf: [{ $ref: '#/$defs/levels' }, { $ref: '#/$defs/customRules' }, { type: 'null' }] },
        'The same as levels where it is a mapping, and as customRules where it is a list.',
      ),
      off: described(list({ $ref: '#/$defs/ruleId' }), 'Rules that are left out.'),
      customRules: described(nullable({ $ref: '#/$defs/customRules' }), 'Rules of your own, in CEL.'),
      unsuppressible: described(
        list({ $ref: '#/$defs/ruleId' }),
        'Rules that nobody may suppress, whatever the reason.',
      ),
      failOn: described(
        nullable({ enum: [...THRESHOLDS] }),
        'The level from which on a finding fails. Default: error.',
      ),
      baseline: described(
        nullable(TEXT),
        'Baseline file, from the folder of this file: findings that it contains are not reported.',
      ),
      exclude: described(
        list(TEXT),
        'Files and folders that are passed over when a folder is read, from the folder of this file.',
      ),
      podTemplates: described(
        list({ $ref: '#/$defs/podTemplate' }),
        'Where objects of further kinds, such as those of an operator of your own, hold a pod.',
      ),
    },
    $defs: {
      ruleId: {
        description: 'Id of a rule of this library, or of a custom rule.',
        anyOf: [{ enum: CATALOG.map(({ id }) => id) }, TEXT],
      },
      levels: {
        type: 'object',
        properties: Object.fromEntries(
          CATALOG.map(({ id, title }) => [id, described({ $ref: '#/$defs/level' }, title)]),
        ),
        additionalProperties: { $ref: '#/$defs/level' },
      },
      level: { description: 'YAML 1.1 reads off as false.', enum: [...LEVELS, 'off', false] },
      podTemplate: {
        type: 'object',
        required: ['apiGroup', 'kind', 'path'],
        additionalProperties: false,
        properties: {
          apiGroup: {
            type: 'string',
            pattern: GROUP.source,
            description: 'API group of the kind, without a version: every version is read.',
          },
          kind: { type: 'string', pattern: KIND.source, description: 'The kind.' },
          path: {
            type: 'string',
            pattern: PATH.source,
            description: 'Fields with dots between them, and [*] for each item of a list or each value of a mapping.',
          },
          holds: described(
            nullable({ enum: Object.values(PodTemplateHolds) }),
            'What stands there. Default: what it looks like.',
          ),
          runsOnce: described(nullable({ type: 'boolean' }), 'The pods end after their work. Default: false.'),
        },
      },
      customRules: { type: 'array', items: { $ref: '#/$defs/customRule' } },
      customRule: {
        type: 'object',
        required: ['id', 'title', 'scope', 'violation', 'message', 'remediation'],
        additionalProperties: false,
        properties: {
          id: {
            type: 'string',
            pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$',
            description: 'Lower-case words with dashes between them, and not the id of another rule.',
          },
          title: described(TEXT, 'What is wrong, in one line.'),
          scope: described({ enum: Object.values(RuleScope) }, 'Items that the rule is evaluated for, one at a time.'),
          violation: described(TEXT, 'CEL of type bool that is true for an item, self, that breaks the rule.'),
          message: described(TEXT, 'Message of the finding. The name of the item is put before it.'),
          remediation: described(TEXT, 'What to do instead.'),
          rationale: described(nullable(TEXT), 'Why it matters. Default: the title.'),
          level: described(nullable({ enum: [...LEVELS] }), 'Default: error.'),
          url: described(nullable(TEXT), 'A page that explains the rule.'),
        },
      },
    },
  };
}

function described(schema: object, description: string): object {
  return { description, ...schema };
}

/** A key without a value says nothing. */
function nullable(schema: object): object {
  return { anyOf: [schema, { type: 'null' }] };
}

function list(items: object): object {
  return nullable({ type: 'array', items });
}
