import { DOMParser } from '@xmldom/xmldom';
import type { Counts } from './imports.js';

/** What is true about the tests of other tools that were written for this repository: counted by patterns and by an XML reader, without a line of the importers. */

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** A program without comments, and without texts but those that are words in capitals. */
const bare = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|`(?:\\[\s\S]|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/g, (found) => (/^['"][A-Z]+['"]$/.test(found) ? found : /^['"`]/.test(found) ? `${found.charAt(0)}${found.charAt(0)}` : ' '));

/** A k6 test of one or more files. Calls of own functions that send something stand for a container each, functions that scenarios name too. */
export function k6Facts(sources: readonly string[]): Counts {
  const all = sources.map(bare).join('\n');
  const senders = [...all.matchAll(/\bfunction\s+(\w+)\s*\([^)]*\)\s*\{([\s\S]*?)\n\}/g)].filter(([, name = '', body = '']) => !['setup', 'teardown'].includes(name) && /\bhttp\./.test(body)).map(([, name = '']) => name);
  const calls = senders.reduce((sum, name) => sum + count(all, new RegExp(`(?<!function )\\b${name}\\s*\\(`, 'g')), 0);
  return {
    requests: count(all, /\bhttp\.(?:get|post|put|del|patch|head|options|request|asyncRequest)\s*\(/g) + count(all, /\[\s*'[A-Z]+'\s*,/g),
    containers: count(all, /\bgroup\s*\(/g) + count(all, /\bfor\s*\(/g) + count(all, /\bhttp\.batch\s*\(/g) + calls + count(all, /\bexec:/g),
    extractors: count(all, /\.json\s*\(/g),
    assertions: [...all.matchAll(/\bcheck\s*\([^{]*\{([\s\S]*?)\}\s*\)/g)].reduce((sum, [, checks = '']) => sum + count(checks, /=>/g), 0),
    variables: new Set([...sources.join('\n').matchAll(/__ENV\.(\w+)/g)].map(([, name]) => name)).size,
  };
}

/** NeoLoad as code, line by line. A then, an else, a try and a catch are a container each; an extractor that must find something is an assertion, too. */
export function neoloadCodeFacts(sources: readonly string[]): Counts {
  const all = sources.join('\n');
  const extractors = count(all, /^\s+(?:regexp|jsonpath|xpath): (?!true$)/gm);
  const variables = /^variables:\n((?: .*\n)*)/m.exec(all)?.[1] ?? '';
  return {
    requests: count(all, /^\s+- request:/gm), containers: count(all, /^\s+(?:- (?:transaction|loop|while|page):|(?:then|else|try|catch):)/gm),
    extractors, assertions: count(all, /^\s+- contains:/gm) + extractors - count(all, /^\s+throw_assertion_error: false/gm), variables: count(variables, /^ {2}- /gm),
  };
}

/** The repository of a saved NeoLoad project. */
export function neoloadXmlFacts(xml: string): Counts {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const elements = (name: string): Element[] => Array.from(document.getElementsByTagName(name));
  const filled = elements('else-container').filter((one) => one.textContent !== '').length;
  const extractors = elements('variable-extractor');
  return {
    requests: elements('http-action').length, containers: elements('http-page').length + elements('if-action').length + filled + elements('loop-action').length + elements('while-action').length,
    extractors: extractors.length, assertions: elements('assertion-content').length + elements('assertion-duration').length + extractors.filter((one) => one.getAttribute('assertionOnNoMatch') === 'true').length,
    variables: (Array.from(document.getElementsByTagName('*')) as unknown as Element[]).filter(({ tagName }) => tagName.startsWith('variable-') && tagName !== 'variable-extractor').length,
  };
}
interface Element { readonly tagName: string; readonly textContent: string | null; getAttribute(name: string): string | null }

/** LoadRunner's C and its parameter files. Functions of its own that are called, branches and loops are a container each. */
export function loadRunnerFacts(sources: readonly string[], parameters: readonly string[]): Counts {
  const [all, whole] = [sources.map(bare).join('\n'), sources.join('\n')];
  const own = [...all.matchAll(/^void\s+(\w+)\s*\(/gm)].map(([, name = '']) => name);
  const counted = count(whole, /web_reg_find\([^;]*"SaveCount=/g);
  return {
    requests: count(all, /\bweb_(?:url|link|custom_request|submit_data|submit_form)\s*\(/g),
    containers: count(all, /\blr_start_transaction\s*\(/g) + count(all, /\b(?:if|else|for|while)\b/g) + own.reduce((sum, name) => sum + count(all, new RegExp(`(?<!void )\\b${name}\\s*\\(`, 'g')), 0),
    extractors: count(all, /\bweb_reg_save_param\w*\s*\(/g) + counted, assertions: count(all, /\bweb_reg_find\s*\(/g) - counted,
    variables: count(parameters.join('\n'), /^\[parameter:/gm) + count(whole, /\blr_save_string\("[^"]*",/g),
  };
}
