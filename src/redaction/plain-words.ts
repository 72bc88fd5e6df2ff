/** Longest word without a digit; the longest name of a Kubernetes resource has 33 letters. */
const LONGEST_WORD = 34;

/** Longest hash at the end of an object name. */
const LONGEST_HASH = 12;

/** Longest number with a meaning: an AWS account has 12 digits, a time in milliseconds 13. */
const LONGEST_NUMBER = 14;

/** Most characters that one part of a name may have of hashes and random suffixes. */
const MOST_ROUGH = 16;

/** Minimum average length of words that are separated by capitals only, by the number of words. */
const LETTERS_A_WORD = { two: 2.5, more: 3.2 };

/** Longest abbreviation in capitals within other letters. */
const LONGEST_ABBREVIATION = 6;

/** Text with fewer distinct characters was not drawn at random. */
const FEWEST_CHARACTERS = 2;

/** Hash of a construct path, as cdk8s appends it to names: the address of a construct begins with "c8". */
const PATH_HASH = /^c8[0-9a-f]{6}$/;

/**
 * Hash in the characters that Kubernetes (apimachinery, util/rand, SafeEncodeString) gives to the pods of a Deployment.
 * kustomize uses a part of them for the ConfigMaps and Secrets that it generates.
 */
const SAFE_HASH = /^[bcdfghjklmnpqrstvwxz2456789]{8,10}$/;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-/i;
const ODD_SYMBOL = /[!$%^&`~]/;

/**
 * Whether a part of a name or path (between slashes, colons, blanks and the like) is composed of words, as people write
 * names, and not drawn at random. A password that is a word looks the same as a name.
 */
export function isPlainPart(part: string): boolean {
  if (part.length <= 3) {
    return true;
  }
  if (UUID.test(part) || (ODD_SYMBOL.test(part) && /[A-Za-z]/.test(part) && /[A-Z0-9]/.test(part))) {
    return false;
  }
  const words = part.match(/[A-Za-z0-9]+/g) ?? [];
  const numbered = words.filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word));
  if (
    /[A-Z]/.test(part) &&
    /[a-z]/.test(part) &&
    numbered.length > 1 &&
    numbered.some((word) => /\d[A-Za-z]/.test(word))
  ) {
    return false;
  }
  const rough = words.filter((word, index) => !isPlainWord(word) && !(index > 0 && PATH_HASH.test(word)));
  return (
    rough.every((word) => isShortSuffix(word) || (word !== words[0] && SAFE_HASH.test(word))) &&
    rough.join('').length <= MOST_ROUGH
  );
}

/** A hash or a suffix as Kubernetes and this library append it to a name. */
function isShortSuffix(word: string): boolean {
  return new RegExp(`^[0-9a-f]{1,${LONGEST_HASH}}$`).test(word) || /^[a-z0-9]{1,6}$/.test(word);
}

function isPlainWord(word: string): boolean {
  if (/^\d+$/.test(word) || /^\d{1,4}[A-Z]\d{0,4}$/.test(word)) {
    return word.length <= LONGEST_NUMBER;
  }
  if (new Set(word).size <= FEWEST_CHARACTERS) {
    return true;
  }
  const humps = word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const letters = humps.join('').length / humps.length;
  if (word.length > LONGEST_WORD || (/[A-Z]/.test(word) && /[a-z]/.test(word) && !isCamelCase(humps, letters))) {
    return false;
  }
  const digits = word.match(/\d+/g) ?? [];
  if (digits.length === 0) {
    // Few words have six consonants in a row, and most texts that are drawn at random do.
    return word.length < 10 || !/[bcdfghjklmnpqrstvwxz]{6}/i.test(word);
  }
  const trailing = digits.length === 1 && /^[A-Za-z]+\d{1,5}$/.test(word);
  return trailing || (digits.length <= 2 && word.length <= (/[A-Z]/.test(word) ? 8 : 12) && letters >= 2);
}

function isCamelCase(humps: readonly string[], letters: number): boolean {
  if (humps.join('').length <= 4) {
    return true;
  }
  const mute = humps.filter((hump) => hump.length > 1 && /[a-z]/.test(hump) && !/[aeiouy]/i.test(hump)).length;
  return (
    letters >= (humps.length > 2 ? LETTERS_A_WORD.more : humps.length > 1 ? LETTERS_A_WORD.two : 1) &&
    mute <= (humps.length > 3 ? 0 : 1) &&
    humps.every((hump) => /[a-z]/.test(hump) || hump.length <= LONGEST_ABBREVIATION)
  );
}
