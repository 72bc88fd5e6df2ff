import { FILE_NAME, HostFile } from '../control-plane/host-file';
import { HERE, shellQuoted } from '../shell';

/** What an install script may find in the place of its file. */
export interface InstallScriptOptions {
  /** Hashes of the files that it replaces. */
  readonly replaces: readonly string[];

  /** Whether there may be no file yet. */
  readonly mayBeFirst: boolean;
}

/**
 * A shell script that puts a file on a control-plane host, and only in the place of that of a neighbouring stage.
 *
 * @param hash hash of the file
 */
export function installScript(
  hostFile: HostFile, hash: string, { replaces, mayBeFirst }: InstallScriptOptions,
): string {
  const bare = (one: string) => one.replace('sha256:', '');
  const allowed = [...replaces.map(bare), ...mayBeFirst ? ['none'] : []];
  return `#!/bin/sh
# Run as root on every control-plane node. Puts the encryption file of this stage in its place in one step. It replaces
# only the file of the previous or the next stage: out of order, stored objects become unreadable. It prints
# INSTALLED_AT, the time at which the file was written, only when the whole file is there, for its owner alone.
set -u -f
LC_ALL=C
export LC_ALL
${HERE}
source=$here/${FILE_NAME}
target=${shellQuoted(hostFile.path)}
folder=\${target%/*}
wanted='${bare(hash)}'
draft=$target.next
fail() {
  printf '%s\\n' "$1" >&2
  exit 1
}
# Sets sum to the hash of a file.
sum_of() {
  sum=$(sha256sum < "$1") || fail "$1 cannot be read"
  sum=\${sum%% *}
}
sum_of "$source"
[ "$sum" = "$wanted" ] || fail "$source is not the file of this stage; copy it again"
current=none
if [ -e "$target" ] || [ -L "$target" ]; then
  sum_of "$target"
  current=$sum
fi
case "$current" in
  "$wanted") ;;
  ${allowed.length === 0 ? 'nothing' : allowed.join(' | ')})
    umask 077
    mkdir -p "$folder" || fail "$folder cannot be created"
    # A draft that an interrupted run left.
    rm -f "$draft" || fail "$draft cannot be removed"
    trap 'rm -f "$draft"' EXIT
    (set -C && cat "$source" > "$draft") || fail "$draft cannot be written; nothing was changed"
    sum_of "$draft"
    [ "$sum" = "$wanted" ] || fail "$draft is not whole; nothing was changed"
    sync || fail "$draft may not be on the disk; nothing was changed"
    # An API server that loads the file does so in a later second than that in which it was written.
    sleep 1 || fail 'sleep failed; nothing was changed'
    mv "$draft" "$target" || fail "$target could not be replaced; nothing was changed"
    ;;
  *) fail "$target is a file of another stage (sha256:$current); nothing was changed" ;;
esac
chmod 0700 "$folder" || fail "$folder keeps its mode"
chmod 0600 "$target" || fail "$target keeps its mode"
shown=$(ls -ld "$folder") || shown=
case "$shown" in drwx--[-S]---*) ;; *) fail "$folder is not for its owner alone" ;; esac
shown=$(ls -ld "$target") || shown=
case "$shown" in -rw-------*) ;; *) fail "$target is not for its owner alone" ;; esac
sum_of "$target"
[ "$sum" = "$wanted" ] || fail "$target is not the file of this stage; run again"
at=$(date -r "$target" +%s) || at=
case "$at" in
  [1-9]?????????) ;;
  *) at= ;;
esac
case "$at" in
  '' | *[!0-9]*) fail "the file is in its place, but date does not print when $target was written; run again" ;;
esac
echo "INSTALLED_AT=$at"
exit 0
`;
}
