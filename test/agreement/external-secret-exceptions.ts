/** Exceptions that every way into an ExternalSecret has, without the inputs in which they hold. */

export const EMPTY_PATH = {
  why: 'a few systems want an empty path, and the construct has none of them',
  refusals: /the path of a secret in the external system is empty$/g,
};

export const EMPTY_PROPERTY = {
  why: 'a property that is empty is one that is not given, as templates write it',
  refusals: /the property of "[^"]*" is empty.*$/g,
};
