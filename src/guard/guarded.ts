import { ArgumentTypes, ClassType, Parameter } from './argument-types';
import { ArgumentCheck } from './check-arguments';
import { printableText } from '../redaction/printable';
import { described, mayBeShown } from '../redaction/quoted';

type Callable = (...given: unknown[]) => unknown;
type Constructor = new (...given: never[]) => object;

/** The parts of a construct that are needed; it may come from another copy of the package. */
interface Scope {
  readonly node: {
    readonly path: string;
    tryFindChild(id: string): { readonly node: { readonly id: string } } | undefined;
    tryRemoveChild(id: string): boolean;
  };
}

/**
 * A public class for callers without types. When its constructor, functions or methods get wrong arguments, they throw
 * an error with the construct or class, the option, what was got and what is allowed. When they throw, they leave no
 * child in the scope, and the message contains no terminal control characters.
 *
 * Calls within the library are not checked.
 *
 * @param name name of the class
 * @param types types of the API; read at the first call
 */
export function guarded<T extends Constructor>(target: T, name: string, types: () => ArgumentTypes): T {
  const guard = new Guard(name, types);
  guard.wrapMethods(target);
  return new Proxy(target, {
    construct: (_target, given: unknown[], newTarget) => guard.create(target, given, newTarget as Constructor),
    get: (_target, key, receiver) => guard.member(target, key, Reflect.get(target, key, receiver)),
  });
}

class Guard {
  private readonly wrapped = new WeakMap<object, Callable>();
  private checker?: ArgumentCheck;

  public constructor(private readonly name: string, private readonly types: () => ArgumentTypes) {}

  public create(target: Constructor, given: unknown[], newTarget: Constructor): object {
    const parameters = this.type.create;
    const make = () => Reflect.construct(target, given as never[], newTarget) as object;
    return parameters === undefined ? make() : this.run(this.name, parameters, given, make);
  }

  /** A static member of the class: functions are checked, other members are returned as they are. */
  public member(target: Constructor, key: string | symbol, value: unknown): unknown {
    const parameters = typeof key === 'string' && typeof value === 'function' && Object.hasOwn(this.type.functions, key)
      ? this.type.functions[key]
      : undefined;
    return parameters === undefined ? value : this.wrapperOf(value as Callable, target, key as string, parameters);
  }

  /** Methods are checked on the prototype, where every object finds them. */
  public wrapMethods({ prototype }: Constructor): void {
    const guard = this;
    for (const key of Object.getOwnPropertyNames(prototype)) {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
      if (typeof method !== 'function' || key === 'constructor' || key.startsWith('_')) {
        continue;
      }
      const value = function (this: unknown, ...given: unknown[]): unknown {
        const parameters = Object.hasOwn(guard.type.methods, key) ? guard.type.methods[key] : undefined;
        const call = () => (method as Callable).apply(this, given);
        return parameters === undefined ? call() : guard.run(`${guard.name}.${key}`, parameters, given, call, this);
      };
      Object.defineProperty(value, 'name', { value: key });
      Object.defineProperty(prototype, key, { value, writable: true, configurable: true, enumerable: false });
    }
  }

  private get type(): ClassType {
    return this.types().classes[this.name];
  }

  private wrapperOf(value: Callable, target: Constructor, key: string, parameters: readonly Parameter[]): Callable {
    let wrapper = this.wrapped.get(value);
    if (wrapper === undefined) {
      wrapper = (...given) => this.run(`${this.name}.${key}`, parameters, given, () => value.apply(target, given));
      this.wrapped.set(value, wrapper);
    }
    return wrapper;
  }

  private run<R>(
    what: string, parameters: readonly Parameter[], given: readonly unknown[], call: () => R, self?: unknown,
  ): R {
    const before = childIn(parameters, given, self);
    try {
      this.checker ??= new ArgumentCheck(this.types());
      this.checker.check(() => placeOf(what, parameters, given, self), parameters, given);
      return call();
    } catch (error) {
      if (before !== undefined && before.child === undefined) {
        removeChild(before.scope, before.id);
      }
      throw harmless(error, idIn(parameters, given));
    }
  }
}

/** A child that a call may make, and the child with its id before the call. */
interface ExpectedChild {
  readonly scope: Scope;
  readonly id: string;
  readonly child: unknown;
}

function childIn(
  parameters: readonly Parameter[], given: readonly unknown[], self: unknown,
): ExpectedChild | undefined {
  const place = placeOfId(parameters);
  const scope = place === 1 ? given[0] : place === 0 ? self : undefined;
  const id = idIn(parameters, given);
  if (id === undefined || !isScope(scope)) {
    return undefined;
  }
  return { scope, id, child: scope.node.tryFindChild(id) };
}

function placeOfId(parameters: readonly Parameter[]): number {
  return parameters.findIndex(([name]) => name === 'id');
}

function idIn(parameters: readonly Parameter[], given: readonly unknown[]): string | undefined {
  const id = given[placeOfId(parameters)];
  return typeof id === 'string' ? id : undefined;
}

function removeChild(scope: Scope, id: string): void {
  const child = scope.node.tryFindChild(id);
  if (child !== undefined) {
    scope.node.tryRemoveChild(child.node.id);
  }
}

/** The path of the construct that a call makes or belongs to, else the class and the function. */
function placeOf(what: string, parameters: readonly Parameter[], given: readonly unknown[], self: unknown): string {
  const [scope, id] = given;
  const makes = parameters[0]?.[0] === 'scope' && parameters[1]?.[0] === 'id';
  if (makes && isScope(scope) && typeof id === 'string' && id !== '') {
    return [scope.node.path, id].filter((part) => part !== '').join('/');
  }
  return isScope(self) && self.node.path !== '' ? `${self.node.path}: ${what.split('.').at(-1)!}` : what;
}

function isScope(value: unknown): value is Scope {
  try {
    const node = (value as { readonly node?: Partial<Scope['node']> } | null | undefined)?.node;
    return typeof node?.tryFindChild === 'function' && typeof node.tryRemoveChild === 'function';
  } catch {
    // A getter or a proxy.
    return false;
  }
}

/**
 * Makes the message of an error harmless, even when it quotes arguments. A secret in place of the ID of a construct is
 * left out of the path that begins the message.
 */
function harmless(error: unknown, id: string | undefined): unknown {
  if (error instanceof Error) {
    const shown = printableText(withoutId(error.message, id));
    if (shown !== error.message) {
      error.stack = error.stack?.replace(error.message, () => shown);
      error.message = shown;
    }
  }
  return error;
}

function withoutId(message: string, id: string | undefined): string {
  if (id === undefined || id === '' || mayBeShown(id)) {
    return message;
  }
  // The path of a construct has dashes for slashes.
  return [id, id.replaceAll('/', '--')].reduce((text, form) => text.split(form).join(described(id)), message);
}
