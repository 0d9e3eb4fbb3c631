/** Shorter values are never proposed (behaviour.md §14.8, documented). */
export const SHORTEST = 6;
const LONGEST = 100_000;
/** What a random value needs in length before it can be told from a code or a colour. */
const RANDOM_FROM = 8;
/** The same for one without digits: shorter ones are abbreviations and names of classes. */
const LETTERS_FROM = 16;

/** Names under which servers hand out values that are good for one session or one use. */
const TOKEN_KEY = /csrf|xsrf|token|nonce|ticket|session|sid$|state|signature|saml|validation|verif|challenge|etag|auth|guid|uuid|(?:^|[_-])key$/i;
/** Names under which people type: data for a CSV variable, not for a rule. */
const TYPED_KEY = /^(?:user_?name|user|login|e?mail|pass(?:word|wd)?|pwd|(?:first|last|full)_?name|phone|street|city|zip|country|q|query|search|keywords?|term|lang|locale|page|size|limit|offset|sort|quantity|qty|amount|price|currency|date)$/i;

/** Shapes that stand for something else: addresses, dates, versions, amounts, files, media types. */
const KNOWN_SHAPES: readonly RegExp[] = [
  /:\/\//, /@[\w-]+\./, /^\d{4}-\d{2}-\d{2}$/, /^(?:19|20)\d{6}$/, /^v?\d+(?:\.\d+)+$/i, /^[a-z]+\/[a-z0-9.+-]+$/,
  /\.(?:png|jpe?g|gif|svg|webp|ico|css|m?js|map|html?|json|xml|php|aspx?|jsp|woff2?|ttf|pdf)$/i,
];
const HOST = /^(?:[a-z0-9-]{1,40}\.){1,6}[a-z]{2,24}(?::\d+)?$/;
const WORD_PIECES = /[A-Z]?[a-z]+|[A-Z]+|\d+/g;

/**
 * Whether a value looks made by a machine for this visit: long enough, and neither words, nor an amount, an address or a date.
 * `key` is the name it is sent under: a name like `csrf` lets plainer values pass, a name like `username` none.
 */
export function looksDynamic(value: string, key = ''): boolean {
  if (value.length < SHORTEST || value.length > LONGEST || /[\s\p{Cc}]|\$\{/u.test(value)) return false;
  if (TYPED_KEY.test(key) || (value.length < 200 && (HOST.test(value) || KNOWN_SHAPES.some((shape) => shape.test(value))))) return false;
  if (/^\d+$/.test(value)) return true;
  const named = TOKEN_KEY.test(key);
  if (reads(value)) return named && value.length >= RANDOM_FROM && /\d/.test(value);
  return named || (/\d/.test(value) ? value.length >= RANDOM_FROM : value.length >= LETTERS_FROM && isScrambled(value));
}

/** Whether a name (a key, a segment of a path) is itself a value that may change. */
export const changes = (name: string): boolean => looksDynamic(name) && /\d/.test(name);

/** Whether a text is made of words and short numbers: `mug-moss`, `user01`, `checkoutStep2`. */
function reads(text: string): boolean {
  return text.length <= 200 && text.split(/[^A-Za-z0-9]+/).every((run) => {
    const pieces = run.match(WORD_PIECES) ?? [];
    return pieces.length <= 4 && pieces.every((piece) => (/\d/.test(piece) ? piece.length <= 4 : isWord(piece)));
  });
}

/** `XMLHttpRequest` has three pieces; sixteen letters at random have more. */
const isScrambled = (text: string): boolean => text.length > 200 || text.split(/[^A-Za-z]+/).some((run) => (run.match(WORD_PIECES) ?? []).length > 5);

/** Without a dictionary: a word can be spoken. */
const isWord = (letters: string): boolean => letters.length <= 2 || (letters.length <= 20 && /[aeiouy]/i.test(letters) && !/[^aeiouy]{5}/i.test(letters));
