/**
 * The variables that a value, a command or an argument of a container refers to by `$(NAME)`, in their order. `$$` is
 * a dollar sign, so that `$$(NAME)` is a text.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/third_party/forked/golang/expansion/expand.go
 */
export function variablesNamedIn(text: string): string[] {
  const names: string[] = [];
  let place = text.indexOf('$');
  while (place >= 0 && place < text.length - 1) {
    let next = place + 2;
    if (text[place + 1] === '(') {
      const end = text.indexOf(')', next);
      if (end < 0) {
        break;
      }
      names.push(text.slice(next, end));
      next = end + 1;
    }
    place = text.indexOf('$', next);
  }
  return names;
}

/** What the kubelet calls the variables of a Service, behind its name. */
const OF_A_SERVICE =
  /_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/**
 * Whether the kubelet may set a variable for a Service. It does so for the Services of the namespace that are there
 * when the container starts, unless `enableServiceLinks` is false, and always for that of the API server.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/envvars/envvars.go
 */
export function maySetForService(name: string, enableServiceLinks: unknown): boolean {
  return OF_A_SERVICE.test(name) && (enableServiceLinks !== false || name.startsWith('KUBERNETES_'));
}

/**
 * Whether a name is written like that of an environment variable. Any other may be a command, of which a shell takes
 * the output (`$(date)`), or a parameter of another program (`$(params.image)`).
 */
export function looksLikeVariable(name: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(name) || (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name.includes('_'));
}

/** Whether words start a shell, or are a text for one: it replaces `$(name)` itself, by the output of a command. */
export function isForShell(words: readonly string[]): boolean {
  return words.some((word) => /(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(word) || word.startsWith('#!') || word.includes('\n'));
}
