export interface Expectation {
  /** Hash that every API server reports; undefined where its file has other bytes than ours, or there is none. */
  readonly hash?: string;
  /** Whether API servers have no file. */
  readonly withoutFile: boolean;
  /** What they do, in words. */
  readonly title: string;
}

/**
 * A shell script that succeeds only when every API server works with one file.
 *
 * @param apiServers addresses of all API servers
 * @param expectation what they work with
 */
export function checkScript(apiServers: readonly string[], expectation: Expectation): string {
  return `#!/bin/sh
# Succeeds only when every API server works with: ${expectation.title}.
# Needs kubectl with the right to get /metrics.
${expectation.hash === undefined ? `# Set INSTALLED_AT to the seconds since 1970 at which the last control-plane node was done: \`date +%s\`.
` : `# Kubernetes before 1.34 does not report the hash of the file. There, set INSTALLED_AT to the seconds since 1970 at which the
# last control-plane node got the file, as install.sh prints them.
`}set -eu
expected='${expectation.hash ?? ''}'
installed_at="\${INSTALLED_AT:-}"
failed=0
seen=' '
for server in ${apiServers.map((server) => `'${server}'`).join(' ')}; do
  if ! metrics=$(kubectl --server "$server" --tls-server-name kubernetes.default.svc get --raw /metrics); then
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
  if [ -n "$expected" ] && [ -n "$hash" ]; then
    if [ "$hash" = "$expected" ]; then
      echo "$server: ok"
    else
      echo "$server: works with another file ($hash)" >&2
      failed=1
    fi
    continue
  fi
${expectation.withoutFile ? `  if [ -n "$hash" ]; then
    echo "$server: still has an encryption file ($hash)" >&2
    failed=1
    continue
  fi
` : ''}  if [ -z "$installed_at" ]; then
    echo "$server: does not report the hash of its file; set INSTALLED_AT" >&2
    failed=1
    continue
  fi
  loaded=$(printf '%s\\n' "$metrics" | awk '
    /^process_start_time_seconds / { if ($2 + 0 > at) at = $2 + 0 }
    ${expectation.hash === undefined ? '' : `/^apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds{.*status="success"/ { if ($2 + 0 > at) at = $2 + 0 }
    `}END { printf "%d", at }')
  if [ "$loaded" -gt "$installed_at" ]; then
    echo "$server: ok, loaded its configuration after $installed_at"
  else
    echo "$server: has not loaded its configuration since $installed_at" >&2
    failed=1
  fi
done
exit "$failed"
`;
}
