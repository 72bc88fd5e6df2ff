import { shellQuoted } from '../shell';

/**
 * What is needed of the metrics, line by line, with an end. Metrics are sorted by name: where the start of the process
 * is there, all that we look for comes before it.
 */
export const summaryOf = (kmsProviders: readonly string[]) => `
# What is needed of the metrics, one word and a value a line, and "whole" at the end.
summary() {
  printf '%s\\n' "$metrics" | ${kmsProviders.map(variable).join('')}awk '
    # A label of the line, at its start or after a comma.
    function label(name) {
      if (!match($0, "[{,]" name "=\\"[^\\"]*\\"")) return ""
      return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    }
    /^apiserver_/ && !id { id = label("apiserver_id_hash") }
    /^apiserver_encryption_config_controller_last_config_info[{]/ && $NF + 0 == 1 {
      if (label("hash") != "") print "hash", label("hash")
    }
    /^apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds[{].*status="success"/ {
      if ($NF + 0 > reload) reload = $NF + 0
    }
    index($0, "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds{") == 1 {
      for (at = 0; at < ${kmsProviders.length}; at++) {
        if (index($0, "provider_name=\\"" ENVIRON["KMS_" at] "\\"") && $NF + 0 > latest[at]) {
          latest[at] = $NF + 0
          key[at] = label("key_id_hash")
        }
      }
    }
    /^process_start_time_seconds [0-9]/ { start = $2 + 0; whole = 1 }
    END {
      print "id", id
      print "start", sprintf("%.0f", int(start))
      print "reload", sprintf("%.0f", int(reload))
      for (at = 0; at < ${kmsProviders.length}; at++) print "key_" at, key[at]
      if (whole) print "whole"
    }'
}
`;

function variable(name: string, index: number): string {
  return `KMS_${index}=${shellQuoted(asLabel(name))} `;
}

/** How a name stands in a label of the metrics. */
function asLabel(name: string): string {
  return name.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/** The health of the plugins, from the API server that uses them. */
export const HEALTHY = `  if ! health=$(ask /readyz/kms-providers) || [ "$health" != ok ]; then
    problem 'a KMS plugin does not answer, or is not healthy'
  fi
`;

/** Whether a plugin has the key that the plugins of the servers before have. */
export function kmsCheck(provider: string, index: number): string {
  const other = `has another key of KMS provider ${provider} than the API servers before; ` +
    'if the KMS rotates it now, wait two minutes';
  return `  # A plugin with another key is healthy too, and what it encrypts no other API server reads.
  if [ -z "$key_now_${index}" ]; then
    problem ${shellQuoted(`has no key of KMS provider ${provider}`)}
  elif [ "$key_now_${index}" != "\${key_${index}:=$key_now_${index}}" ]; then
    problem ${shellQuoted(other)}
  fi
`;
}
