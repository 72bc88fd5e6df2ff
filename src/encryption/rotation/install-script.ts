import { FILE_NAME, HostFile } from '../control-plane/host-file';

/**
 * A shell script that puts a file on a control-plane host, and only where a neighbouring stage left off.
 *
 * @param hash hash of the file
 * @param neighbours hashes of the files that it may take the place of
 * @param mayBeFirst whether there may be no file yet
 */
export function installScript(hostFile: HostFile, hash: string, neighbours: readonly string[], mayBeFirst: boolean): string {
  const bare = (one: string) => one.replace('sha256:', '');
  const allowed = [...neighbours.map(bare), ...mayBeFirst ? ['none'] : []];
  return `#!/bin/sh
# Run as root on every control-plane node. Puts the encryption file of this stage in its place in one step. It refuses to
# take the place of a file that is neither of the stage before nor of the stage after: out of order, stored objects become
# unreadable.
set -eu
source="$(dirname "$0")/${FILE_NAME}"
target='${hostFile.path}'
wanted='${bare(hash)}'
sum() { sha256sum < "$1" | cut -d ' ' -f 1; }
if [ "$(sum "$source")" != "$wanted" ]; then
  echo "$source is not the file of this stage; copy it again" >&2
  exit 1
fi
current=none
if [ -e "$target" ]; then current=$(sum "$target"); fi
case "$current" in
  "$wanted") ;;
  ${allowed.length === 0 ? 'nothing' : allowed.join('|')})
    mkdir -p "$(dirname "$target")"
    chmod 0700 "$(dirname "$target")"
    draft="$target.next"
    rm -f "$draft"
    (umask 077 && cat "$source" > "$draft")
    # So that whatever is loaded from now on is loaded in a later second than the file was written in.
    sleep 1
    mv "$draft" "$target"
    ;;
  *)
    echo "$target is a file of another stage (sha256:$current); nothing was changed" >&2
    exit 1
    ;;
esac
chmod 0600 "$target"
echo "INSTALLED_AT=$(date -r "$target" +%s)"
`;
}
