import { inNamespace } from './names';
import { PlanAction, PlanTarget } from './plan';
import { FoundSource, leaseKind } from './sources';
import { StoreLocation } from '../facts/store-locations';
import { shellWord } from '../redaction/shell-word';

/** How a new value is written where it begins, how that is undone, and what is kept for it. No command has a value. */
export interface Write {
  readonly before: readonly PlanAction[];
  readonly write: readonly PlanAction[];
  readonly undo: readonly PlanAction[];
  readonly cleanUp: readonly PlanAction[];
}

/** File that the commands read the new value from, and the one that they keep the old one in. */
const NEW = 'new-value';
const OLD = 'old-value';

const NOTHING: Write = { before: [], write: [], undo: [], cleanUp: [] };

/** Writes a new value to where a source has it. */
export function writeOf(source: FoundSource, target: PlanTarget): Write {
  switch (source.how) {
    case 'store':
      return atStore(source.location!, target.key);
    case 'lease':
      return {
        ...NOTHING,
        write: [{ text: 'Vault creates a new credential at the next request: nothing is written.' }],
        undo: [{ text: 'Nothing: the old credential is valid until its lease ends.' }],
      };
    case 'sealed':
      return ofRepository(
        `Encrypt the new value (it is in the file ${NEW}), put it into spec.encryptedData, and apply.`,
        [`kubeseal --raw${flag('namespace', target.namespace)} --name ${shellWord(target.name)} --from-file=${NEW}`],
      );
    case 'sops':
      return ofRepository('Edit the encrypted file, and apply it as it always is.', ['sops edit FILE']);
    case 'release':
      return ofRepository('Change the value where the release has it from, and release.', []);
    case 'certificate':
      return {
        before: keepOld(target),
        write: [
          {
            text:
              'Have cert-manager issue a new certificate. Its private key is a new one with rotationPolicy Always, '
                + 'the default ' +
              'since cert-manager 1.18.',
            ...commands(
              source.by?.kind === 'Certificate'
                ? [`cmctl renew ${shellWord(source.by.name)}${flag('namespace', source.by.namespace)}`]
                : [],
            ),
          },
        ],
        undo: [
          {
            text:
              'Both certificates are valid until they end. To show the old one, write back what was kept: its maker ' +
              'replaces it at its next round.',
          },
        ],
        cleanUp: removeOld(),
      };
    case 'generator':
      return {
        before: keepOld(target),
        write: [
          {
            text:
              'The generator makes the new value when the copy is made again, in the next step: nobody has it '
                + 'before, ' +
              'so it cannot be made valid before.',
          },
        ],
        undo: [
          {
            text: 'Write back what was kept, if the maker leaves it there (refreshPolicy CreatedOnce, '
              + 'refreshInterval 0).',
          },
        ],
        cleanUp: removeOld(),
      };
    case 'token':
      return {
        ...NOTHING,
        write: [{ text: 'Make a second Secret of the type for the account, and name it in every user.' }],
      };
    case 'hand':
    case 'unknown':
      return inCluster(target);
  }
}

function commands(lines: readonly string[]): Pick<PlanAction, 'commands'> {
  return lines.length === 0 ? {} : { commands: lines };
}

function flag(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : ` --${name} ${shellWord(value)}`;
}

function ofRepository(text: string, lines: readonly string[]): Write {
  return {
    ...NOTHING,
    write: [{ text, ...commands(lines) }],
    undo: [{ text: 'Revert the commit, and apply again.', commands: ['git revert COMMIT'] }],
  };
}

/** Of the object itself, by merge patches that read the value from a file. */
function inCluster(target: PlanTarget): Write {
  const { kind, name, namespace, key } = target;
  const object = `${kind.toLowerCase()}/${name}`;
  const patch = `kubectl patch ${shellWord(object)}${inNamespace(namespace)} --type merge --patch-file /dev/stdin`;
  const field = kind === 'ConfigMap' ? 'the text in the file' : 'the content of the file';
  const whole =
    key === undefined
      ? {
        text: `Write the new values, from a file with the field data as JSON (${NEW}.json).`,
        lines: [`${patch} < ${NEW}.json`],
      }
      : {
        text: `Write ${field} ${NEW} under the key "${key}". The file ends where the value does, without a line `
            + 'break.',
        lines: [
          kind === 'ConfigMap'
            ? `kubectl create configmap x --from-file=${shellWord(key)}=${NEW} --dry-run=client -o `
                + `jsonpath='{"{\\"data\\":"}{.data}{"}"}' | ${patch}`
            : `printf '{"data":{"%s":"%s"}}' ${shellWord(key)} "$(base64 < ${NEW} | tr -d '\\n')" | ${patch}`,
        ],
      };
  return {
    before: keepOld(target),
    write: [{ text: whole.text, commands: whole.lines }],
    undo: [{ text: 'Write back what was kept.', commands: [`${patch} < ${OLD}.json`] }],
    cleanUp: removeOld(),
  };
}

/** What an object holds now, in a file for its owner alone. */
function keepOld({ kind, name, namespace }: PlanTarget): PlanAction[] {
  if (kind === 'store path') {
    return [];
  }
  const object = `${kind.toLowerCase()}/${name}`;
  const path = '\'{"{\\"data\\":"}{.data}{"}"}\'';
  return [
    {
      text: 'Keep what it holds now, in a file that only you read, until the end.',
      commands: [
        `(umask 077; kubectl get ${shellWord(object)}${inNamespace(namespace)} -o jsonpath=${path} > ${OLD}.json)`,
      ],
    },
  ];
}

function removeOld(): PlanAction[] {
  return [
    {
      text: 'Remove the files with values.',
      commands: [`shred -u ${OLD}.json ${NEW}* 2>/dev/null || rm -f ${OLD}.json ${NEW}*`],
    },
  ];
}

function atStore(location: StoreLocation, key: string | undefined): Write {
  const { product, path, instance, property } = location;
  const name = shellWord(path);
  const part = property ?? key;
  switch (product) {
    case 'Vault':
      return leaseKind(location) === 'static' ? {
        ...NOTHING,
        write: [{
          text: 'Have Vault change the password now. It is the password of one user: the old one ends at once.',
          commands: [`vault write -f ${shellWord(path.replace(/\/static-creds?\//, '/rotate-role/'))}`],
        }],
        undo: [{ text: 'Nothing brings back the old password: have Vault change it once more.' }],
      } : inVault(path, part);
    case 'AWS Secrets Manager':
      return inSecretsManager(name, instance);
    case 'AWS Parameter Store':
      return inParameterStore(shellWord(parameterName(location)), flag('region', instance));
    case 'Google Secret Manager':
      return inGoogle(name, flag('project', instance));
    case 'Azure Key Vault':
      return inAzure(`${flag('vault-name', instance)} --name ${name}`);
    default:
      return {
        ...NOTHING,
        before: [{ text: 'Keep the old value, if the store keeps no versions.' }],
        write: [{ text: `Write the new value to ${location.written}.` }],
        undo: [{ text: 'Write the old value back.' }],
      };
  }
}

/** The versions of the second key-value engine are kept; the first one keeps none. */
function inVault(path: string, part: string | undefined): Write {
  const name = shellWord(path);
  return {
    before: [
      {
        text: 'Note the version that is there now. Without versions (first key-value engine) keep the old value.',
        commands: [`vault kv metadata get ${name}`],
      },
    ],
    write: [
      {
        text: `Write the new value, which is in the file ${NEW}. Other parts of the secret stay.`,
        commands: [`vault kv patch ${name} ${part === undefined ? 'PART' : shellWord(part)}=@${NEW}`],
      },
    ],
    undo: [
      { text: 'Make the old version the newest one.', commands: [`vault kv rollback -version=OLD_VERSION ${name}`] },
    ],
    cleanUp: [
      { text: 'Destroy the old version.', commands: [`vault kv destroy -versions=OLD_VERSION ${name}`] },
      { text: 'Remove the file with the new value.', commands: [`shred -u ${NEW} 2>/dev/null || rm -f ${NEW}`] },
    ],
  };
}

/** The old version has the stage AWSPREVIOUS until the next one is written. */
function inSecretsManager(name: string, region: string | undefined): Write {
  const where = `--secret-id ${name}${flag('region', region)}`;
  return {
    before: [
      {
        text: 'Note the version that has the stage AWSCURRENT.',
        commands: [`aws secretsmanager describe-secret ${where} --query VersionIdsToStages`],
      },
    ],
    write: [
      {
        text: `Write the new value, all of it, from the file ${NEW}. It gets the stage AWSCURRENT, and the old one `
          + 'AWSPREVIOUS.',
        commands: [`aws secretsmanager put-secret-value ${where} --secret-string file://${NEW}`],
      },
    ],
    undo: [
      {
        text: 'Give the old version the stage AWSCURRENT again.',
        commands: [
          `aws secretsmanager update-secret-version-stage ${where} --version-stage AWSCURRENT` +
            ' --move-to-version-id OLD_VERSION --remove-from-version-id NEW_VERSION',
        ],
      },
    ],
    cleanUp: [
      { text: 'Remove the file with the new value.', commands: [`shred -u ${NEW} 2>/dev/null || rm -f ${NEW}`] },
    ],
  };
}

function parameterName({ path, written }: StoreLocation): string {
  return written.startsWith('arn:') || written.startsWith('/') ? written : path;
}

/** It keeps old versions, which can be read by number, and not made the newest again. */
function inParameterStore(name: string, region: string): Write {
  const put = `aws ssm put-parameter${region} --overwrite --type SecureString --name ${name} --value file://`;
  return {
    before: [{
      text: 'Keep the old value, in a file that only you read.',
      commands: [`(umask 077; printf %s "$(aws ssm get-parameter${region} --name ${name} --with-decryption `
        + `--query Parameter.Value --output text)" > ${OLD})`],
    }],
    write: [{ text: `Write the new value from the file ${NEW}.`, commands: [`${put}${NEW}`] }],
    undo: [{ text: 'Write the old value again.', commands: [`${put}${OLD}`] }],
    cleanUp: removeValues(),
  };
}

function inGoogle(name: string, project: string): Write {
  return {
    before: [
      {
        text: 'Note the number of the newest version.',
        commands: [`gcloud secrets versions list ${name}${project} --limit=1`],
      },
    ],
    write: [
      {
        text: `Add the new value, from the file ${NEW}, as a version.`,
        commands: [`gcloud secrets versions add ${name}${project} --data-file=${NEW}`],
      },
    ],
    undo: [
      {
        text: 'Add the old value again, as the newest version.',
        commands: [
          `gcloud secrets versions access OLD_VERSION --secret=${name}${project} | ` +
            `gcloud secrets versions add ${name}${project} --data-file=-`,
        ],
      },
    ],
    cleanUp: [
      {
        text: 'Disable the old version; destroy it later.',
        commands: [`gcloud secrets versions disable OLD_VERSION --secret=${name}${project}`],
      },
      ...removeValues(),
    ],
  };
}

function inAzure(where: string): Write {
  const set = `az keyvault secret set${where} --output none --encoding utf-8 --file `;
  return {
    before: [{
      text: 'Keep the old value, in a file that only you read.',
      commands: [`(umask 077; az keyvault secret download${where} --encoding utf-8 --file ${OLD})`],
    }],
    write: [{ text: `Write the new value from the file ${NEW}.`, commands: [`${set}${NEW}`] }],
    undo: [{ text: 'Write the old value again.', commands: [`${set}${OLD}`] }],
    cleanUp: [
      {
        text: 'Disable the old version.',
        commands: [`az keyvault secret set-attributes${where} --version OLD_VERSION --enabled false`],
      },
      ...removeValues(),
    ],
  };
}

function removeValues(): PlanAction[] {
  return [
    { text: 'Remove the files with values.', commands: [`shred -u ${OLD} ${NEW} 2>/dev/null || rm -f ${OLD} ${NEW}`] },
  ];
}
