/**
 * A kubectl that answers from files: `api-resources.json`, and `<resource>.json`, `<resource>.error`, or
 * `<resource>.warning` for words with exit code 0, or `<resource>.killed`. It notes how it was called.
 */
export const KUBECTL = `#!/bin/sh
folder=$(dirname "$0")
echo "$*" >> "$folder/calls.txt"
while [ "$1" != get ] && [ "$1" != api-resources ]; do shift; done
name=$1
[ "$name" = get ] && name=$2
[ -e "$folder/$name.warning" ] && cat "$folder/$name.warning" >&2
[ -e "$folder/$name.killed" ] && kill -9 $$
code=0
if [ -e "$folder/$name.error" ]; then
  cat "$folder/$name.error" >&2
  code=1
fi
if [ -e "$folder/$name.json" ]; then
  cat "$folder/$name.json"
elif [ $code = 0 ]; then
  echo '{"apiVersion":"v1","kind":"List","items":[]}'
fi
exit $code
`;
