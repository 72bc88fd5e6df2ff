export interface Expectation {
  /** Hash that every API server reports; undefined where its file has other bytes than ours, or there is none. */
  readonly hash?: string;
  /** Whether API servers have no file. */
  readonly withoutFile: boolean;
  /** Whether that is so from before the rotation, so that no restart is waited for. */
  readonly fromTheStart?: boolean;
  /** Names of the file's KMS v2 providers. */
  readonly kmsProviders: readonly string[];
  /** What they do, in words. */
  readonly title: string;
}

/**
 * A shell script that succeeds only when every API server works with one file, and has the same keys behind it.
 *
 * @param apiServers addresses of all API servers
 * @param expectation what they work with
 */
export function checkScript(apiServers: readonly string[], expectation: Expectation): string {
  return `#!/bin/sh
# Succeeds only when every API server works with: ${expectation.title}.
# Needs kubectl with the right to get ${['/metrics', ...expectation.kmsProviders.length > 0 ? ['/readyz/kms-providers'] : [], ...expectation.fromTheStart ? ['/version'] : []].join(' and ')}.
${usage(expectation)}set -eu
expected='${expectation.hash ?? ''}'
failed=0
seen=' '
number=0
ask() { kubectl --server "$server" --tls-server-name kubernetes.default.svc get --raw "$1"; }
${expectation.kmsProviders.length > 0 ? KEY_OF : ''}for server in ${apiServers.map((server) => `'${server}'`).join(' ')}; do
  number=$((number + 1))
  if ! metrics=$(ask /metrics); then
    echo "$server: does not answer" >&2
    failed=1
    continue
  fi
  # Two addresses that lead to one API server, as those of a load balancer do, would leave another one unseen.
  id=$(printf '%s\\n' "$metrics" | sed -n 's/^apiserver_.*apiserver_id_hash="\\([^"]*\\)".*/\\1/p' | head -n 1)
  if [ -n "$id" ]; then
    case "$seen" in *" $id "*) echo "$server: is an API server that was seen under another address; name every one by its own" >&2; failed=1 ;; esac
    seen="$seen$id "
  fi
  hash=$(printf '%s\\n' "$metrics" | sed -n 's/^apiserver_encryption_config_controller_last_config_info{.*[{,]hash="\\([^"]*\\)".*/\\1/p; s/^apiserver_encryption_config_controller_last_config_info{hash="\\([^"]*\\)".*/\\1/p' | head -n 1)
${expectation.kmsProviders.map(kmsCheck).join('')}  if [ -n "$expected" ] && [ -n "$hash" ]; then
    if [ "$hash" = "$expected" ]; then
      echo "$server: ok"
    else
      echo "$server: works with another file ($hash)" >&2
      failed=1
    fi
    continue
  fi
${expectation.withoutFile ? `  if [ -n "$hash" ]; then
    echo "$server: ${expectation.fromTheStart ? '' : 'still '}has an encryption file ($hash)" >&2
    failed=1
    continue
  fi
` : ''}${expectation.fromTheStart ? ABSENT : loadCheck(expectation)}done
exit "$failed"
`;
}

function usage({ hash, fromTheStart }: Expectation): string {
  if (fromTheStart) return '';
  const way = 'one number for each API server in the order below, or one number for all\n# where every node was changed after it.\n';
  return hash === undefined ? `# Set INSTALLED_AT to the seconds since 1970 right before each control-plane node was changed, as \`date +%s\` prints them:
# ${way}` :
    `# Kubernetes before 1.34 does not report the hash of the file. There, set INSTALLED_AT to the seconds that install.sh printed on
# the control-plane nodes: ${way}`;
}

const KEY_OF = `# The key that a KMS plugin last reported to an API server: a hash of its id.
key_of() {
  printf '%s\\n' "$metrics" | WANTED="$1" awk '
    index($0, "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{") == 1 && index($0, "provider_name=\\"" ENVIRON["WANTED"] "\\"") {
      if ($NF + 0 > at && match($0, /key_id_hash="[^"]*"/)) { at = $NF + 0; key = substr($0, RSTART + 13, RLENGTH - 14) }
    }
    END { print key }'
}
`;

function kmsCheck(provider: string, index: number): string {
  const quoted = `'${provider.replace(/'/g, '\'\\\'\'')}'`;
  return `${index === 0 ? `  if ! ask /readyz/kms-providers > /dev/null; then
    echo "$server: a KMS plugin does not answer, or is not healthy" >&2
    failed=1
  fi
` : ''}  # A plugin with another key is healthy too, and what it encrypts no other API server reads.
  key=$(key_of ${quoted})
  if [ -z "$key" ]; then
    echo "$server: has no key of KMS provider "${quoted} >&2
    failed=1
  elif [ "$key" != "\${key_${index}:=$key}" ]; then
    echo "$server: has another key of KMS provider "${quoted}" than the API servers before; if the KMS rotates it now, wait two minutes" >&2
    failed=1
  fi
`;
}

const ABSENT = `  minor=$(ask /version | sed -n 's/.*"minor": *"\\([0-9]*\\).*/\\1/p')
  if [ "\${minor:-0}" -lt 34 ] && [ "\${NO_FILE:-}" != yes ]; then
    echo "$server: Kubernetes before 1.34 does not report its file; look for --encryption-provider-config in the flags of every API server, and set NO_FILE=yes where none has it" >&2
    failed=1
    continue
  fi
  echo "$server: ok, has no encryption file"
`;

function loadCheck({ hash }: Expectation): string {
  return `  # One time for all API servers, or the time of this one.
  at=$(set -- \${INSTALLED_AT:-}; if [ "$#" -gt 1 ]; then shift "$((number - 1))"; fi; echo "\${1:-}")
  if [ -z "$at" ]; then
    echo "$server: does not report the hash of its file; set INSTALLED_AT" >&2
    failed=1
    continue
  fi
  loaded=$(printf '%s\\n' "$metrics" | awk '
    /^process_start_time_seconds / { if ($2 + 0 > at) at = $2 + 0 }
    ${hash === undefined ? '' : `/^apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds{.*status="success"/ { if ($2 + 0 > at) at = $2 + 0 }
    `}END { printf "%d", at }')
  if [ "$loaded" -gt "$at" ]; then
    echo "$server: ok, loaded its configuration after $at"
  else
    echo "$server: has not loaded its configuration since $at" >&2
    failed=1
  fi
`;
}
