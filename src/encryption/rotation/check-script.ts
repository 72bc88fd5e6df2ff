import { HEALTHY, kmsCheck, summaryOf } from './check-metrics';
import { HERE, shellQuoted } from '../shell';

export interface Expectation {
  /** Hash that every API server reports; undefined where its file has other bytes than ours, or there is none. */
  readonly hash?: string;
  /** Whether API servers have no file. */
  readonly withoutFile: boolean;
  /** Whether that is so from before the rotation, and no restart is waited for. */
  readonly fromTheStart?: boolean;
  /**
   * Folder of the last stage whose file is another one, where files have other bytes than ours: API servers report
   * another hash than they did then.
   */
  readonly folderBefore?: string;
  /** Names of the file's KMS v2 providers. */
  readonly kmsProviders: readonly string[];
  /** What they do, in words. */
  readonly title: string;
  /** Lines for what else the stage does, after every API server was found to work with the file. */
  readonly work?: string;
}

/**
 * A shell script that succeeds only when every API server works with one file, and has the same keys behind it, and
 * the work of the stage is done.
 *
 * @param apiServers addresses of all API servers
 * @param expectation what they work with
 */
export function checkScript(apiServers: readonly string[], expectation: Expectation): string {
  const { kmsProviders, work, title } = expectation;
  const timed = !expectation.fromTheStart;
  const paths = [
    '/metrics',
    ...asksVersion(expectation) ? ['/version'] : [],
    ...kmsProviders.length > 0 ? ['/readyz/kms-providers'] : [],
  ];
  const here = work !== undefined || remembers(expectation) ? `${HERE}\n` : '';
  const onlyServers = 'if [ "${1:-}" = --servers ]; then exit 0; fi\n';
  return `#!/bin/sh
# Succeeds only when every API server works with: ${title}.
# Needs kubectl with the right to get ${paths.join(' and ')}.
${usage(expectation)}set -u -f
LC_ALL=C
export LC_ALL
${expectation.hash === undefined ? '' : `expected=${shellQuoted(expectation.hash)}\n`}failed=0
seen=' '
number=0
${remembers(expectation) ? 'reported=\n' : ''}# Control characters of a name would be commands to a terminal.
say() { printf '%s\\n' "$1" | tr -c '\\n -~' '?'; }
problem() {
  say "$server: $1" >&2
  failed=1
}
ask() { kubectl --server "$server" --tls-server-name kubernetes.default.svc get --raw "$1"; }
${timed ? timesOf(apiServers.length) : ''}${here}case "$#-\${1:-}" in
  0- | 1---servers) ;;
  *) echo 'usage: sh check.sh [--servers]' >&2; exit 2 ;;
esac
${[
  summaryOf(kmsProviders),
  asksVersion(expectation) ? MINOR : '',
  timed ? LOADED : '',
  before(expectation),
  body(expectation),
].join('')}
servers=${shellQuoted(apiServers.join(' '))}
for server in $servers; do
  number=$((number + 1))
  check_server
done
if [ "$failed" != 0 ] || [ "$number" != ${apiServers.length} ]; then exit 1; fi
${remembers(expectation) ? REMEMBER : ''}${work === undefined ? '' : onlyServers + work}exit 0
`;
}

function usage({ hash, fromTheStart }: Expectation): string {
  if (fromTheStart) return '';
  const way = `# one number for each API server in the order below, or one number for all where every node was changed
# after it.
`;
  return hash === undefined ? `# Set INSTALLED_AT to the seconds since 1970 right before each control-plane node was
# changed, as date +%s prints them:
${way}` : `# Kubernetes before 1.34 does not report the hash of the file. There, look that every API server has the flag
# --encryption-provider-config, and set INSTALLED_AT to the seconds that install.sh printed on the control-plane nodes:
${way}`;
}

/** Times that are none end the check: an earlier time than the true one takes a server for changed that is not. */
const timesOf = (apiServers: number) => `times=0
for one in \${INSTALLED_AT:-}; do
  times=$((times + 1))
  case "$one" in
    0* | *[!0-9]* | ???????????*)
      echo 'INSTALLED_AT has something that is not a time in seconds since 1970; give what install.sh printed' >&2
      exit 1
      ;;
  esac
done
case "$times" in
  ${[...new Set([0, 1, apiServers])].join(' | ')}) ;;
  *) echo "INSTALLED_AT has $times times; give one for each of ${apiServers} API servers, or one for all" >&2; exit 1 ;;
esac
`;

const MINOR = `# Sets minor to that of the server's version; nothing where it does not say.
read_minor() {
  minor=
  version=$(ask /version) || return
  case "$version" in *'"minor":'*'"'*'"'*) ;; *) return ;; esac
  minor=\${version#*'"minor":'}
  minor=\${minor#*'"'}
  minor=\${minor%%'"'*}
  minor=\${minor%%[!0-9]*}
  case "$minor" in 0* | ????*) minor= ;; esac
}
`;

const LOADED = `# Whether the server loaded its configuration after its time of INSTALLED_AT: one for all, or its own.
loaded_since() { # SECONDS WHY
  at=
  position=0
  for one in \${INSTALLED_AT:-}; do
    position=$((position + 1))
    if [ "$position" = "$number" ] || [ "$times" = 1 ]; then at=$one; fi
  done
  if [ -z "$at" ]; then
    problem "$2; set INSTALLED_AT"
    return 1
  fi
  if [ "$1" -le "$at" ]; then
    problem "has not loaded its configuration since $at"
    return 1
  fi
  # Ten years: no time of a node that was changed for this stage.
  if [ $(($1 - at)) -gt 315360000 ]; then
    problem "INSTALLED_AT has $at, which cannot be when this stage was installed"
    return 1
  fi
}
`;

function before(expectation: Expectation): string {
  const { folderBefore } = expectation;
  if (folderBefore === undefined || !remembers(expectation)) return '';
  return `# The hash of the stage before, which its check noted.
earlier=
if [ -e "$here/../${folderBefore}/reported" ]; then read -r earlier < "$here/../${folderBefore}/reported"; fi
`;
}

/** Whether a reload is as good as a restart. */
function usesReload({ hash }: Expectation): boolean {
  return hash !== undefined;
}

/** Whether the version tells why a server reports no file. */
function asksVersion({ withoutFile, fromTheStart }: Expectation): boolean {
  return !withoutFile || fromTheStart === true;
}

/** Whether the hash that servers report is noted: where it is not known from our file. */
function remembers({ hash, withoutFile }: Expectation): boolean {
  return hash === undefined && !withoutFile;
}

const REMEMBER = `# The next stage is told by another hash. A check that succeeded once keeps what it saw.
if [ -n "$reported" ]; then
  noted=$reported
  if [ -e "$here/reported" ]; then read -r noted < "$here/reported"; fi
  if [ "$noted" != "$reported" ]; then
    say "API servers work with another file ($reported) than when this stage was done ($noted)" >&2
    exit 1
  fi
  printf '%s\\n' "$reported" > "$here/reported" || exit 1
fi
`;

function body(expectation: Expectation): string {
  const { kmsProviders } = expectation;
  return `
check_server() {
  if ! metrics=$(ask /metrics); then
    problem 'does not answer'
    return
  fi
  id=
  hash=
  hashes=0
${expectation.fromTheStart ? '' : '  start=0\n'}${usesReload(expectation) ? '  reload=0\n' : ''}  whole=no
${kmsProviders.map((_, index) => `  key_now_${index}=\n`).join('')}  if ! lines=$(summary); then
    problem 'its metrics cannot be read'
    return
  fi
  while read -r word value; do
    case "$word" in
      id) id=$value ;;
      hash) hash=$value; hashes=$((hashes + 1)) ;;
${[
  ...expectation.fromTheStart ? [] : ['      start) start=$value ;;\n'],
  ...usesReload(expectation) ? ['      reload) reload=$value ;;\n'] : [],
  ...kmsProviders.map((_, index) => `      key_${index}) key_now_${index}=$value ;;\n`),
].join('')}      whole) whole=yes ;;
    esac
  done <<END
$lines
END
  if [ "$whole" = no ]; then
    problem 'its metrics are not whole'
    return
  fi
  # Two addresses that lead to one API server, as those of a load balancer do, would leave another one unseen.
  if [ -n "$id" ]; then
    case "$seen" in
      *" $id "*) problem 'is an API server that was seen under another address; name every one by its own' ;;
    esac
    seen="$seen$id "
  fi
  if [ "$hashes" -gt 1 ]; then
    problem 'reports more than one file'
    return
  fi
${[
  kmsProviders.length > 0 ? HEALTHY : '',
  ...kmsProviders.map(kmsCheck),
  expectation.withoutFile ? absent(expectation) : present(expectation),
].join('')}}
`;
}

const NO_REPORT = 'Kubernetes before 1.34 does not report its file';

function absent({ fromTheStart }: Expectation): string {
  return `  if [ -n "$hash" ]; then
    problem "${fromTheStart ? '' : 'still '}has an encryption file ($hash)"
    return
  fi
${fromTheStart ? `  read_minor
  if [ "\${minor:-0}" -lt 34 ] && [ "\${NO_FILE:-}" != yes ]; then
    problem '${NO_REPORT}; look for --encryption-provider-config in the flags of every API server, and set NO_FILE=yes'
    return
  fi
  say "$server: ok, has no encryption file"
` : `  loaded_since "$start" 'only its restart tells that it has no encryption file' || return
  say "$server: ok, loaded its configuration after $at"
`}`;
}

function present(expectation: Expectation): string {
  const { hash, fromTheStart, folderBefore } = expectation;
  const ok = '  say "$server: ok"\n';
  if (hash !== undefined) {
    return `  if [ -n "$hash" ]; then
    if [ "$hash" = "$expected" ]; then say "$server: ok"; else problem "works with another file ($hash)"; fi
    return
  fi
${reporting('')}  if [ "$reload" -gt "$start" ]; then start=$reload; fi
  loaded_since "$start" 'does not report the hash of its file' || return
  say "$server: ok, loaded its configuration after $at"
`;
  }
  return `  if [ -n "$hash" ]; then
    if [ "$hash" != "\${reported:=$hash}" ]; then
      problem "works with another file ($hash) than the API servers before ($reported)"
      return
    fi
${folderBefore === undefined ? '' : `    if [ -z "$earlier" ]; then
      problem 'nothing tells its file from the one of before: that stage was not found done by ${folderBefore}/check.sh'
      return
    fi
    if [ "$hash" = "$earlier" ]; then
      problem "still works with the file of ${folderBefore} ($hash)"
      return
    fi
`}  else
${reporting('  ')}${fromTheStart ? `    if [ "\${WITH_FILE:-}" != yes ]; then
      problem '${NO_REPORT}; look that every API server has the present one, and set WITH_FILE=yes'
      return
    fi
` : ''}  fi
${fromTheStart ? ok : `  loaded_since "$start" 'only the time of its start tells that it was changed' || return
  say "$server: ok, loaded its configuration after $at"
`}`;
}

/** A server that would report a file and does not has none. */
function reporting(indent: string): string {
  return `  read_minor
  if [ -z "$minor" ]; then
    problem 'does not say which version it is'
    return
  fi
  if [ "$minor" -ge 34 ]; then
    problem 'has no encryption file'
    return
  fi
`.replace(/^/gm, indent).replace(/ +$/, '');
}
